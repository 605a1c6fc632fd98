import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import armillary.core.clock
import armillary.core.identifiers


class Migration(migrations.Migration):
    dependencies = [
        ("dissemination", "0002_order_of_arrival"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="SavedSearch",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("changed_at", models.DateTimeField(auto_now=True)),
                ("public_id", models.CharField(default=armillary.core.identifiers.new_public_id, editable=False, max_length=12, unique=True)),
                ("name", models.CharField(max_length=200)),
                ("query", models.TextField(blank=True)),
                ("language", models.CharField(max_length=12)),
                ("fingerprint", models.CharField(max_length=64)),
                (
                    "how_often",
                    models.CharField(
                        choices=[
                            ("never", "No mail"),
                            ("daily", "Once a day, if there is something new"),
                            ("weekly", "Once a week, if there is something new"),
                        ],
                        default="never",
                        max_length=10,
                    ),
                ),
                ("mail_asked_at", models.DateTimeField(blank=True, null=True)),
                ("told_up_to", models.BigIntegerField(default=0)),
                ("told_at", models.DateTimeField(default=armillary.core.clock.now)),
                ("owner", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.AddIndex(
            "savedsearch",
            models.Index(
                fields=["how_often", "told_at"],
                condition=models.Q(("how_often", "never"), _negated=True),
                name="saved_search_with_mail",
            ),
        ),
        migrations.AddConstraint(
            "savedsearch",
            models.UniqueConstraint(
                fields=("owner", "fingerprint"), name="one_saved_search_of_a_kind"
            ),
        ),
    ]
