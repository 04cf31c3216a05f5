"""The site of all staff: the officers' desk, and the pages of the rooms above it."""

from typing import Any

from verification.desk_admin import DeskSite


class StaffSite(DeskSite):
    """The desk's site, with the pages of the branch's doors."""

    def rooms(self) -> tuple[Any, ...]:
        # Their views draw on the registered site, which is this one.
        from dropbox import urls as dropbox_urls
        from frontdesk import urls as frontdesk_urls
        from payments import urls as payments_urls

        return (*super().rooms(), frontdesk_urls, dropbox_urls, payments_urls)
