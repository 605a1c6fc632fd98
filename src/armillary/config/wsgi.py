"""The web application that `armillary serve` runs in each web process."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "armillary.config.settings")
application = get_wsgi_application()
