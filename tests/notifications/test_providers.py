"""Two providers of one channel: who does badly is given less, who recovers more, and a person has the last word."""

from collections import Counter
from datetime import timedelta

import pytest

from notifications import delivery, providers
from notifications.models import Channel, Message, ProviderChange, ProviderHealth
from notifications.outcomes import Absent, Accepted, NotNow, TurnedDown, Unclear
from notifications.providers import ERRORS_A_MINUTE, Provider, choose, look_after, note
from statements.kept import forget_all
from tests import factories
from tests.notifications.conftest import post

SMS = Channel.SMS


@pytest.fixture
def carriers(monkeypatch) -> dict[str, list]:
    """Two providers of SMS that answer what stands in `ends`."""
    ends = {"one": [Accepted("SM1")], "two": [Accepted("SM2")]}
    made = tuple(
        Provider(name, (SMS,), lambda message, letter, name=name: ends[name][0], lambda message: Absent())
        for name in ends
    )
    monkeypatch.setattr(providers, "configured", lambda: made)
    return ends


def drawn(times: int = 1000) -> Counter:
    forget_all()
    return Counter(choose(SMS, draw=number / times).name for number in range(times))


def health(name: str) -> ProviderHealth:
    return ProviderHealth.objects.get_or_create(name=name, channel=SMS)[0]


def carried(name: str, *, sent_at, minutes_on_the_way: float | None, times: int = 1) -> None:
    """So many messages of one provider, delivered after so long or not yet."""
    for _ in range(times):
        [row] = post(about=f"claim-event:{Message.objects.count()}", now=sent_at)
        on_the_way = None if minutes_on_the_way is None else timedelta(minutes=minutes_on_the_way)
        state = "sent" if on_the_way is None else "delivered"
        delivered_at = None if on_the_way is None else sent_at + on_the_way
        Message.objects.filter(pk=row.pk).update(
            state=state, provider=name, sent_at=sent_at, delivered_at=delivered_at, due_at=None
        )


def test_providers_are_drawn_by_their_weights(db, carriers):
    ProviderHealth.objects.create(name="one", channel=SMS, weight=30)
    ProviderHealth.objects.create(name="two", channel=SMS, weight=10)

    assert drawn() == {"one": 750, "two": 250}


def test_where_all_weights_are_nothing_all_are_drawn_alike(db, carriers):
    ProviderHealth.objects.create(name="one", channel=SMS, weight=0)
    ProviderHealth.objects.create(name="two", channel=SMS, weight=0)

    assert drawn() == {"one": 500, "two": 500}


def test_who_has_just_failed_is_not_asked_again_where_there_is_another(db, carriers, now):
    carriers["one"][0] = carriers["two"][0] = NotNow("twilio 20429")
    [row] = post(now=now)

    takers = []
    for _ in range(3):
        delivery.deliver(row.pk, now=now)
        row.refresh_from_db()
        takers.append(row.provider)
        now = row.due_at

    assert takers in (["one", "two", "one"], ["two", "one", "two"])


@pytest.mark.parametrize(
    ("outcome", "weight"), [(NotNow("x"), 40), (Unclear("x"), 40), (TurnedDown("x"), 50), (Accepted("x"), 50)]
)
def test_too_many_errors_in_a_minute_cost_weight_once_a_minute(outcome, weight, db, carriers, now):
    provider = providers.named("one", SMS)

    for _ in range(2 * ERRORS_A_MINUTE + 10):
        note(provider, SMS, outcome, now=now)

    assert health("one").weight == weight
    assert ProviderChange.objects.count() == (weight < 50)


def test_errors_that_come_slowly_cost_nothing(db, carriers, now):
    provider = providers.named("one", SMS)

    for number in range(2 * ERRORS_A_MINUTE):
        note(provider, SMS, NotNow("x"), now=now + timedelta(seconds=2 * number))

    assert health("one").weight == 50


@pytest.mark.parametrize(
    ("one", "two", "weights"),
    [
        ([(6, 3), (1, 17)], [(1, 20)], (40, 50)),  # 15 % of one's are late
        ([(6, 2), (1, 18)], [(1, 20)], (50, 50)),  # 10 %
        ([(None, 3), (1, 17)], [(1, 20)], (40, 50)),  # they are not there yet
        ([(6, 20)], [(6, 20)], (50, 50)),  # all are slow: it is not the provider
    ],
)
def test_who_is_slow_while_others_are_not_loses_weight(one, two, weights, db, carriers, now):
    for name, carried_by in (("one", one), ("two", two)):
        for minutes, times in carried_by:
            carried(name, sent_at=now - timedelta(minutes=10), minutes_on_the_way=minutes, times=times)

    look_after(now=now)
    look_after(now=now + timedelta(minutes=1))

    assert (health("one").weight, health("two").weight) == weights


def test_weights_creep_back_every_five_minutes(db, carriers, now):
    ProviderHealth.objects.create(name="one", channel=SMS, weight=35, changed_at=now)
    ProviderHealth.objects.create(name="two", channel=SMS, weight=65, changed_at=now)

    weights = []
    for minutes in (4, 5, 6, 10, 15):
        look_after(now=now + timedelta(minutes=minutes))
        weights.append((health("one").weight, health("two").weight))

    assert weights == [(35, 65), (45, 55), (45, 55), (50, 50), (50, 50)]


def test_a_weight_a_person_holds_stays_and_says_who(db, carriers, now):
    providers.hold(health("one"), 0, by="officer:3", now=now)
    for _ in range(2 * ERRORS_A_MINUTE):
        note(providers.named("one", SMS), SMS, NotNow("x"), now=now + timedelta(hours=1))
    look_after(now=now + timedelta(hours=1))
    held = drawn()

    providers.let_go(health("one"), 0, by="officer:4", now=now + timedelta(hours=2))
    look_after(now=now + timedelta(hours=3))

    assert held == {"two": 1000}
    assert health("one").weight == 10
    assert list(ProviderChange.objects.values_list("by", flat=True)) == ["system", "officer:4", "officer:3"]


def test_one_provider_alone_is_taken_without_asking_the_database(db, django_assert_num_queries, monkeypatch, carriers):
    alone = providers.configured()[:1]
    monkeypatch.setattr(providers, "configured", lambda: alone)

    with django_assert_num_queries(0):
        assert choose(SMS, draw=0.99, besides="one").name == "one"


def test_a_row_in_doubt_is_asked_of_the_provider_that_took_it(db, carriers, now):
    carriers["one"][0] = carriers["two"][0] = Unclear("twilio Timeout")
    [row] = post(now=now)
    delivery.deliver(row.pk, now=now)
    row.refresh_from_db()

    assert providers.named(row.provider, row.channel).name == row.provider
    assert row.state == "unknown"


def test_an_operator_holds_a_weight_in_the_admin_and_others_may_not(client, db, now):
    row = health("one")
    address = f"/petugas/notifications/providerhealth/{row.pk}/change/"

    client.force_login(factories.officer())
    refused = client.post(address, {"weight": "0", "held": "on"})
    client.force_login(operator := factories.officer(role="operator"))
    too_much = client.post(address, {"weight": "101", "held": "on"})
    client.post(address, {"weight": "20", "held": "on"})

    row.refresh_from_db()
    assert (refused.status_code, too_much.status_code) == (403, 200)
    assert (row.weight, row.held_by) == (20, f"officer:{operator.pk}")
    assert "50 → 20: ditetapkan petugas" in client.get(address).content.decode()
