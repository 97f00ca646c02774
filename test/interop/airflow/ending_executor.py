"""Airflow's LocalExecutor, whose workers all end: `airflow dags test` waits for them."""

from airflow.executors.local_executor import LocalExecutor


class EndingExecutor(LocalExecutor):
    def end(self):
        # Airflow 3.3 asks the workers that it still finds alive, one by one: one that takes the request meant for
        # another is gone when its own turn comes, and the other one waits for good.
        for _ in self.workers:
            self.activity_queue.put(None)
        super().end()
