"""A webhook and a delivery as JSON values, for the API and the command line."""

import json
from typing import Any

from armillary.dissemination.webhooks.models import Delivery, Webhook


def webhook_facts(found: Webhook) -> dict[str, Any]:
    return {
        "id": found.public_id,
        "name": found.name,
        "address": found.address,
        "events": found.events,
        "state": found.state,
        "owner": found.owner.public_id,
        "failures": found.failures,
        "failing_since": found.failing_since,
        "next_try": found.next_try_at if found.failures and found.is_active else None,
        "former_secret_until": found.former_until,
        "registered": found.created_at,
    }


def delivery_facts(found: Delivery) -> dict[str, Any]:
    return {
        "id": found.message_id,
        "type": found.type,
        "taken": found.is_taken,
        "tries": found.tries,
        "status": found.status,
        "problem": found.problem,
        "answer": found.answer,
        "seconds": round(found.seconds, 3),
        "first": found.first_at,
        "last": found.last_at,
        "message": json.loads(found.body),
    }
