import armillary.core.identifiers
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("dissemination", "0006_webhooks"),
    ]

    operations = [
        migrations.CreateModel(
            name="LtiKey",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kid", models.CharField(max_length=100, unique=True)),
                ("public", models.JSONField()),
                ("private", models.TextField()),
                ("signs_from", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="LtiUse",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("digest", models.CharField(max_length=64, unique=True)),
                ("expires_at", models.DateTimeField(db_index=True)),
            ],
        ),
        migrations.CreateModel(
            name="LtiRegistration",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("changed_at", models.DateTimeField(auto_now=True)),
                ("public_id", models.CharField(default=armillary.core.identifiers.new_public_id, editable=False, max_length=12, unique=True)),
                ("name", models.CharField(max_length=200)),
                ("issuer", models.CharField(max_length=500)),
                ("client_id", models.CharField(max_length=255)),
                ("login_address", models.CharField(max_length=1000)),
                ("keys_address", models.CharField(max_length=1000)),
                ("origins", models.JSONField(default=list)),
                ("state", models.CharField(choices=[("open", "Connected"), ("closed", "Closed")], default="open", max_length=10)),
                ("platform_keys", models.JSONField(default=list)),
                ("keys_read_at", models.DateTimeField(null=True)),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("issuer", "client_id"), name="one_client_of_an_issuer")],
            },
        ),
        migrations.CreateModel(
            name="LtiDeployment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("deployment_id", models.CharField(max_length=255)),
                (
                    "registration",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="deployments", to="dissemination.ltiregistration"),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("registration", "deployment_id"), name="one_deployment_of_an_id")],
            },
        ),
    ]
