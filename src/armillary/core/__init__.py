"""What every context stands on: base model, translated text, versions, errors, outgoing HTTP,
paging, tasks, clock and the pieces of a page. It knows nothing of education."""
