"""The `armillary` command: `armillary <context> <verb>`, assembled from the contexts."""
