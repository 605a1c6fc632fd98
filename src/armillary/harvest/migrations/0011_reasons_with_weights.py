from django.db import migrations


def add_weights(apps, schema_editor):
    """Reasons found so far have no weight; merges that came of a decision are linked to it."""
    Suspicion = apps.get_model("harvest", "Suspicion")
    Merge = apps.get_model("catalogue", "Merge")
    merges = dict(Merge.objects.filter(undone_at=None).values_list("absorbed_id", "pk"))
    for row in Suspicion.objects.iterator(chunk_size=1000):
        row.reasons = [
            {
                "name": entry.get("reason", entry.get("name", "")),
                "weight": 0.0,
                "value": entry.get("value", ""),
            }
            for entry in row.reasons
        ]
        if row.state == "same":
            row.merge_id = merges.get(row.second_id)
        row.save(update_fields=["reasons", "merge"])


def take_weights_away(apps, schema_editor):
    Suspicion = apps.get_model("harvest", "Suspicion")
    for row in Suspicion.objects.iterator(chunk_size=1000):
        row.reasons = [
            {"reason": entry["name"], **({"value": entry["value"]} if entry["value"] else {})}
            for entry in row.reasons
        ]
        row.save(update_fields=["reasons"])


class Migration(migrations.Migration):

    dependencies = [
        ("harvest", "0010_duplicate_bands"),
        ("catalogue", "0007_note_earlier_merges"),
    ]

    operations = [migrations.RunPython(add_weights, take_weights_away)]
