from deploy.voice import RATE, chime, trimmed


def test_the_quiet_at_both_ends_of_a_word_is_cut_off():
    word = [3000, -3000] * 500

    heard = trimmed([0, 5] * RATE + word + [5, 0] * RATE)

    assert len(word) < len(heard) < len(word) + RATE // 20
    assert [sample for sample in heard if abs(sample) == 3000] == word


def test_the_chime_is_two_strokes_that_die_away_and_never_distort():
    samples = chime()
    loudest = [max(map(abs, samples[begins : begins + RATE // 20])) for begins in range(0, len(samples), RATE // 20)]

    assert max(loudest) < 32767
    assert loudest[6] > 2 * loudest[5]  # the second stroke, a third of a second after the first
    assert loudest[-1] < max(loudest) / 10
