from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("notices", "0001_outbox")]

    operations = [
        migrations.AlterField(
            model_name="notice",
            name="state",
            field=models.CharField(
                choices=[("waiting", "Waiting"), ("sent", "Sent"), ("failed", "Failed")],
                default="waiting",
                max_length=10,
            ),
        )
    ]
