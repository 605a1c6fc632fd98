from django.db import migrations


def note_earlier_merges(apps, schema_editor):
    """Every alias there is was merged once; who did so and why stands in the log only."""
    Resource = apps.get_model("catalogue", "Resource")
    Merge = apps.get_model("catalogue", "Merge")
    for row in Resource.objects.exclude(alias_of=None).only("pk", "alias_of_id", "changed_at"):
        merge = Merge.objects.create(kept_id=row.alias_of_id, absorbed_id=row.pk)
        Merge.objects.filter(pk=merge.pk).update(created_at=row.changed_at)


class Migration(migrations.Migration):

    dependencies = [("catalogue", "0006_merges_works_and_editions")]

    operations = [migrations.RunPython(note_earlier_merges, migrations.RunPython.noop)]
