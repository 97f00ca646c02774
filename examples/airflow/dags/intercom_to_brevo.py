"""One workspace into one Brevo account, every hour: two pipes, one after the other.

Intercom allows one companies scroll per workspace, whoever asks. The pipe that scrolls takes the only slot of the pool
`intercom_scroll`, and so do those of other DAGs that read this workspace, on whichever worker they run.
The other pipe takes the only slot of the account's pool, since rate limits are per account.
"""

from datetime import datetime, timedelta
from pathlib import Path

from airflow.providers.standard.operators.bash import BashOperator
from airflow.sdk import DAG, Param

WORKSPACE = "acme"
CATALOGS = Path(__file__).parent / "catalogs"


def sync(streams: str, pool: str) -> BashOperator:
    return BashOperator(
        task_id=streams,
        bash_command="sync.sh",
        env={
            "WORKSPACE": WORKSPACE,
            "CATALOG": str(CATALOGS / f"{streams}.json"),
            "START_FROM": "{{ '/dev/null' if params.full_refresh else 'state.json' }}",
            "TAP_INTERCOM_ACCESS_TOKEN": f"{{{{ conn.intercom_{WORKSPACE}.password }}}}",
            "TARGET_BREVO_API_KEY": f"{{{{ conn.brevo_{WORKSPACE}.password }}}}",
        },
        append_env=True,
        do_xcom_push=False,
        pool=pool,
    )


with DAG(
    dag_id="intercom_to_brevo",
    schedule="@hourly",
    start_date=datetime(2026, 1, 1),
    catchup=False,
    max_active_runs=1,
    params={"full_refresh": Param(False, type="boolean", description="Read everything again")},
    default_args={"retries": 3, "retry_exponential_backoff": True, "execution_timeout": timedelta(hours=6)},
):
    sync("companies", pool="intercom_scroll") >> sync("people", pool=f"brevo_{WORKSPACE}")
