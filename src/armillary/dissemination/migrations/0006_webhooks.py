import armillary.core.clock
import armillary.core.identifiers
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("catalogue", "0009_reading_lists"),
        ("dissemination", "0005_oai_about"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Listing",
            fields=[
                (
                    "record",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name="+", serialize=False, to="dissemination.oairecord"
                    ),
                ),
                ("position", models.BigIntegerField(unique=True)),
                ("listed_at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="ListingClock",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("position", models.BigIntegerField(default=0)),
            ],
        ),
        migrations.CreateModel(
            name="Webhook",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("changed_at", models.DateTimeField(auto_now=True)),
                ("public_id", models.CharField(default=armillary.core.identifiers.new_public_id, editable=False, max_length=12, unique=True)),
                ("name", models.CharField(max_length=200)),
                ("address", models.CharField(max_length=500)),
                ("host", models.CharField(max_length=260)),
                ("events", models.JSONField(default=list)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("active", "Active"),
                            ("paused", "Paused"),
                            ("failed", "Stopped after failing for days"),
                            ("gone", "Stopped because the address said it is gone"),
                        ],
                        default="active",
                        max_length=10,
                    ),
                ),
                ("position", models.BigIntegerField(default=0)),
                ("seed", models.CharField(max_length=64)),
                ("former_seed", models.CharField(blank=True, max_length=64)),
                ("former_until", models.DateTimeField(blank=True, null=True)),
                ("failures", models.PositiveSmallIntegerField(default=0)),
                ("failing_since", models.DateTimeField(blank=True, null=True)),
                ("next_try_at", models.DateTimeField(default=armillary.core.clock.now)),
                ("taken_until", models.DateTimeField(default=armillary.core.clock.now)),
                ("owner", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name="Delivery",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("message_id", models.CharField(max_length=60)),
                ("type", models.CharField(max_length=40)),
                ("body", models.TextField()),
                ("tries", models.PositiveSmallIntegerField(default=0)),
                ("is_taken", models.BooleanField(default=False)),
                ("status", models.PositiveSmallIntegerField(null=True)),
                ("problem", models.CharField(blank=True, max_length=40)),
                ("answer", models.CharField(blank=True, max_length=300)),
                ("seconds", models.FloatField(default=0.0)),
                ("first_at", models.DateTimeField(default=armillary.core.clock.now)),
                ("last_at", models.DateTimeField(default=armillary.core.clock.now)),
                ("resource", models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name="+", to="catalogue.resource")),
                ("webhook", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="deliveries", to="dissemination.webhook")),
            ],
        ),
        migrations.AddIndex(
            model_name="webhook",
            index=models.Index(fields=["state", "next_try_at"], name="webhook_by_next_try"),
        ),
        migrations.AddIndex(
            model_name="delivery",
            index=models.Index(fields=["last_at"], name="delivery_by_last_try"),
        ),
        migrations.AddConstraint(
            model_name="delivery",
            constraint=models.UniqueConstraint(fields=("webhook", "message_id"), name="one_delivery_of_a_message"),
        ),
    ]
