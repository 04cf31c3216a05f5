"""The door for a WSGI server: pages are served here."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lapak_asik.settings")

application = get_wsgi_application()
