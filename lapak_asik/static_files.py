"""Where pages learn the addresses of style sheets, scripts and pictures."""

from functools import cache

from whitenoise.storage import CompressedManifestStaticFilesStorage


class HashedFiles(CompressedManifestStaticFilesStorage):
    """Files whose names hold a hash of their content. A page names a dozen, so each address is worked out once."""

    @cache  # noqa: B019 - there is one storage, and it lives as long as the process
    def url(self, name: str, force: bool = False) -> str:
        return super().url(name, force)
