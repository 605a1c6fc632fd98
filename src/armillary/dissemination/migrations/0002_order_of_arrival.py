from django.db import migrations, models
from django.db.models import F


def all_have_arrived(apps, schema_editor):
    """Whatever was listed before anybody could follow a search is news to nobody."""
    apps.get_model("dissemination", "OaiRecord").objects.update(arrival=F("position"))
    apps.get_model("dissemination", "OaiClock").objects.update(arrivals=F("position"))


class Migration(migrations.Migration):
    dependencies = [("dissemination", "0001_stored_oai_records")]

    operations = [
        migrations.AddField("oairecord", "arrival", models.BigIntegerField(null=True, unique=True)),
        migrations.AddField("oaiclock", "arrivals", models.BigIntegerField(default=0)),
        migrations.RunPython(all_have_arrived, migrations.RunPython.noop),
    ]
