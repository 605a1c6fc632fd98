import django.db.models.deletion
from django.db import migrations, models

from armillary.vocabularies.naming import forms_of_concept


def name_concepts(apps, schema_editor):
    """Vocabularies that were imported earlier."""
    name, concept = (apps.get_model("vocabularies", model) for model in ("Name", "Concept"))
    name.objects.bulk_create(
        (
            name(concept=each, form=form)
            for each in concept.objects.filter(is_deprecated=False)
            for form in forms_of_concept(each.label.texts, each.other_labels)
        ),
        batch_size=1000,
    )


class Migration(migrations.Migration):
    dependencies = [("vocabularies", "0002_purposes_levels_and_groups")]

    operations = [
        migrations.CreateModel(
            name="Name",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("form", models.CharField(db_index=True, max_length=200)),
                (
                    "concept",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="names",
                        to="vocabularies.concept",
                    ),
                ),
            ],
        ),
        migrations.RunPython(name_concepts, migrations.RunPython.noop),
    ]
