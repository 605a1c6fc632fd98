from django.dispatch import Signal

release_asked = Signal()  # pack: int of which somebody wants a release
