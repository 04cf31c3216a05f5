"""The data folder: one launcher at a time, its own secrets, emptied only when nobody uses it."""

import json
import stat

import pytest

from deploy.local import clean_data
from deploy.local.data_folder import data_folder, taken
from deploy.local.keys import keys_of


@pytest.fixture
def data(tmp_path):
    return data_folder(["--data", str(tmp_path / "data")])


def test_a_second_launcher_is_refused_in_one_sentence(data):
    with taken(data), pytest.raises(SystemExit, match="stop that one first"), taken(data):
        pass


def test_the_folder_is_free_again_afterwards(data):
    with taken(data):
        pass

    with taken(data):
        pass


def test_cleaning_is_refused_while_the_portal_runs(data):
    with taken(data), pytest.raises(SystemExit, match="already runs"):
        clean_data.main(["--data", str(data)])

    assert data.exists()


def test_cleaning_removes_the_servers_folder_wherever_it_stands(data, tmp_path):
    outside = tmp_path / "outside"
    outside.mkdir()
    (data / "servers").symlink_to(outside)
    with taken(data):
        pass

    clean_data.main(["--data", str(data)])

    assert not data.exists()
    assert not outside.exists()


def test_a_folder_of_somebody_else_is_left_alone(tmp_path):
    (tmp_path / "thesis.txt").write_text("years of work")

    with pytest.raises(SystemExit, match="left alone"):
        clean_data.main(["--data", str(tmp_path)])

    assert (tmp_path / "thesis.txt").exists()


def test_secrets_are_made_once_and_closed(data):
    first = keys_of(data)

    assert keys_of(data) == first
    assert stat.S_IMODE((data / "secrets.json").stat().st_mode) == 0o600


def test_two_data_folders_share_no_secret(tmp_path):
    one, other = (keys_of(data_folder(["--data", str(tmp_path / name)])) for name in "ab")

    assert not set(one.values()) & set(other.values())
    assert json.dumps(one) != json.dumps(other)
