"""The door for a WSGI server: pages are served here."""

import gc
import os

from django.conf import settings
from django.core.wsgi import get_wsgi_application

from lapak_asik.ready_pages import ReadyPages

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lapak_asik.settings")

_django = get_wsgi_application()  # settings and rooms are loaded from here on

from lapak_asik.position_pages import position_page  # noqa: E402

application = ReadyPages(_django, ready=(position_page,))

# What was loaded by now lives as long as the process: the collector need not walk it again, and a page makes and drops
# thousands of small objects, so it need not look after every seven hundred.
gc.collect()
gc.freeze()
gc.set_threshold(20_000, 20, 20)
if settings.IS_PRODUCTION:
    from lapak_asik.safety import refuse_demonstration_accounts

    refuse_demonstration_accounts()
