import json

from lapak_asik.static_files import HashedFiles


def test_a_page_is_given_the_hashed_address_of_a_file(settings, tmp_path):
    settings.DEBUG = False
    manifest = {"version": "1.1", "paths": {"css/page.css": "css/page.0123456789ab.css"}, "hash": ""}
    (tmp_path / "staticfiles.json").write_text(json.dumps(manifest))
    files = HashedFiles(location=tmp_path, base_url="/static/")

    first, again = files.url("css/page.css"), files.url("css/page.css")

    assert first == again == "/static/css/page.0123456789ab.css"
