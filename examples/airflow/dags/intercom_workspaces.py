"""Many workspaces, each into a Brevo account of its own: one mapped task per workspace, spread over the workers.

The pool `intercom_brevo` has as many slots as pipes may run at once on all workers together.
"""

import os
from datetime import datetime, timedelta
from pathlib import Path

from airflow.providers.standard.operators.bash import BashOperator
from airflow.sdk import DAG, task

DATA = Path(os.environ.get("INTERCOM_BREVO_DATA", "/var/lib/intercom-brevo"))


@task
def workspaces() -> list[dict[str, str]]:
    """A folder with a tap.json is a workspace."""
    return [{"workspace": path.parent.name} for path in sorted(DATA.glob("*/tap.json"))]


with DAG(
    dag_id="intercom_workspaces",
    schedule="@hourly",
    start_date=datetime(2026, 1, 1),
    catchup=False,
    max_active_runs=1,
    default_args={"retries": 3, "retry_exponential_backoff": True, "execution_timeout": timedelta(hours=6)},
):
    BashOperator.partial(
        task_id="sync",
        map_index_template="{{ params.workspace }}",
        bash_command="sync.sh",
        env={
            "WORKSPACE": "{{ params.workspace }}",
            "TAP_INTERCOM_ACCESS_TOKEN": "{{ conn.get('intercom_' ~ params.workspace).password }}",
            "TARGET_BREVO_API_KEY": "{{ conn.get('brevo_' ~ params.workspace).password }}",
        },
        append_env=True,
        do_xcom_push=False,
        pool="intercom_brevo",
    ).expand(params=workspaces())
