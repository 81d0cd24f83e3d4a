"""Places in which the draws are made by something else than the main program: threads, processes, exit handlers."""

from __future__ import annotations

from bench.model import Place

WORKERS = (
    Place("thread", """
        def work($value):
            $draws


        $origin
        $seeding
        thread = threading.Thread(target=work, args=($value,))
        thread.start()
        thread.join()
        """, imports="import threading", weight=0.6),
    Place("async", """
        async def main():
            $origin
            $seeding
            await asyncio.sleep(0)
            $draws


        asyncio.run(main())
        """, imports="import asyncio", weight=0.6),
    Place("exit-handler", """
        def finish():
            $draws


        $origin
        $seeding
        atexit.register(finish)
        """, "", imports="import atexit", weight=0.4),
    Place("forked-process", """
        def work():
            $draws


        if __name__ == "__main__":
            $origin
            $seeding
            process = multiprocessing.get_context("fork").Process(target=work)
            process.start()
            process.join()
        """, "", imports="import multiprocessing", weight=0.4, processes=True),
    Place("spawned-process", """
        def work():
            $draws


        if __name__ == "__main__":
            $origin
            $seeding
            process = multiprocessing.get_context("spawn").Process(target=work)
            process.start()
            process.join()
        """, "", imports="import multiprocessing", weight=0.5, processes=True),
    Place("pool-initializer", """
        def begin($value):
            $seeding


        def work(_):
            $draws


        if __name__ == "__main__":
            $origin
            with multiprocessing.get_context("spawn").Pool(1, begin, ($value,)) as pool:
                pool.map(work, [0])
        """, "", imports="import multiprocessing", weight=0.5, processes=True),
    Place("pool-tasks-seed", """
        def work($value):
            $seeding
            $draws


        if __name__ == "__main__":
            $origin
            with multiprocessing.Pool(2) as pool:
                pool.map(work, [$value])
        """, imports="import multiprocessing", weight=0.5, processes=True),
    Place("pool-of-one", """
        def work(_):
            $draws


        if __name__ == "__main__":
            $origin
            $seeding
            with multiprocessing.Pool(1) as pool:
                pool.map(work, [0, 1])
        """, "", imports="import multiprocessing", weight=0.5, processes=True),
    Place("executor-submit", """
        def work():
            $draws


        if __name__ == "__main__":
            $origin
            $seeding
            with ProcessPoolExecutor(1) as pool:
                pool.submit(work).result()
        """, "", imports="from concurrent.futures import ProcessPoolExecutor", weight=0.5, processes=True),
    Place("executor-spawned", """
        $origin
        $seeding


        def work():
            $draws


        if __name__ == "__main__":
            context = multiprocessing.get_context("spawn")
            with ProcessPoolExecutor(1, mp_context=context) as pool:
                pool.submit(work).result()
        """, "", imports="import multiprocessing\nfrom concurrent.futures import ProcessPoolExecutor", weight=0.4, processes=True),
    Place("joblib-tasks-seed", """
        def work($value):
            $seeding
            $draws


        if __name__ == "__main__":
            $origin
            Parallel(n_jobs=2)(delayed(work)(one) for one in [$value])
        """, imports="from joblib import Parallel, delayed", weight=0.2, processes=True),
    Place("joblib-parent-seeds", """
        def work():
            $draws


        if __name__ == "__main__":
            $origin
            $seeding
            Parallel(n_jobs=2)(delayed(work)() for _ in range(1))
        """, "", imports="from joblib import Parallel, delayed", weight=0.2, processes=True),
    Place("joblib-here", """
        def work():
            $draws


        if __name__ == "__main__":
            $origin
            $seeding
            Parallel()(delayed(work)() for _ in range(1))
        """, "", imports="from joblib import Parallel, delayed", weight=0.2, processes=True),
)  # fmt: skip
