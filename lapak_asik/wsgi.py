"""The door for a WSGI server: pages are served here."""

import os

from django.conf import settings
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lapak_asik.settings")

application = get_wsgi_application()
if settings.IS_PRODUCTION:
    from lapak_asik.safety import refuse_demonstration_accounts

    refuse_demonstration_accounts()
