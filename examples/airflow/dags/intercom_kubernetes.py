"""One workspace into one Brevo account, every hour, each run in a pod of its own.

The volume keeps settings, state and replica between runs; the secret holds the tokens.
"""

from datetime import datetime, timedelta

from airflow.providers.cncf.kubernetes.operators.pod import KubernetesPodOperator
from airflow.providers.cncf.kubernetes.secret import Secret
from airflow.sdk import DAG
from kubernetes.client import models as k8s

WORKSPACE = "acme"

with DAG(
    dag_id="intercom_kubernetes",
    schedule="@hourly",
    start_date=datetime(2026, 1, 1),
    catchup=False,
    max_active_runs=1,
    default_args={"retries": 3, "retry_exponential_backoff": True, "execution_timeout": timedelta(hours=6)},
):
    KubernetesPodOperator(
        task_id="sync",
        name=f"intercom-brevo-{WORKSPACE}",
        image="intercom-brevo:0.1.0",
        env_vars={"WORKSPACE": WORKSPACE},
        secrets=[
            Secret("env", "TAP_INTERCOM_ACCESS_TOKEN", f"intercom-brevo-{WORKSPACE}", "access-token"),
            Secret("env", "TARGET_BREVO_API_KEY", f"intercom-brevo-{WORKSPACE}", "api-key"),
        ],
        volumes=[
            k8s.V1Volume(
                name="data",
                persistent_volume_claim=k8s.V1PersistentVolumeClaimVolumeSource(claim_name="intercom-brevo"),
            )
        ],
        volume_mounts=[k8s.V1VolumeMount(name="data", mount_path="/var/lib/intercom-brevo")],
        # The image runs as `node`.
        security_context=k8s.V1PodSecurityContext(fs_group=1000),
        # Tap and target take up to 20 seconds to finish what is under way.
        termination_grace_period=45,
        do_xcom_push=False,
        on_finish_action="delete_pod",
        pool=f"brevo_{WORKSPACE}",
    )
