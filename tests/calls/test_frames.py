import json

import pytest

from calls import frames


@pytest.mark.parametrize("kind", ["hello", "description", "candidate", "bye", "still-here"])
def test_each_kind_that_is_spoken_may_pass(kind):
    assert frames.read(json.dumps({"kind": kind}))["kind"] == kind


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (None, frames.NOT_TEXT),
        ("", frames.UNKNOWN),
        ("hello", frames.UNKNOWN),
        ("[]", frames.UNKNOWN),
        ('"hello"', frames.UNKNOWN),
        ("{}", frames.UNKNOWN),
        ('{"kind": "gone"}', frames.UNKNOWN),  # only the signalling itself says so
        ('{"kind": ["hello"]}', frames.UNKNOWN),
        ("[" * 10_000, frames.UNKNOWN),
        (json.dumps({"kind": "hello", "more": "x" * frames.LARGEST}), frames.TOO_LARGE),
    ],
)
def test_anything_else_is_refused_with_its_code(text, code):
    with pytest.raises(frames.Unfit) as refused:
        frames.read(text)

    assert refused.value.code == code
