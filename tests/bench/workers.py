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
)  # fmt: skip
