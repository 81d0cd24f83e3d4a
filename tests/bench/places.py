"""Where the seed is set and where the draws are made: a body of `$origin`, `$seeding` and `$draws`."""

from __future__ import annotations

from bench.model import Place

PLACES = (
    Place("top", "$origin\n$seeding\n$draws", weight=3),
    Place("main", """
        def main():
            $origin
            $seeding
            $draws


        if __name__ == "__main__":
            main()
        """, weight=4),
    Place("guard", """
        if __name__ == "__main__":
            $origin
            $seeding
            $draws
        """, weight=2),
    Place("main-in-parts", """
        def draw_all($value):
            $draws


        def main():
            $origin
            $seeding
            draw_all($value)


        if __name__ == "__main__":
            main()
        """, weight=2),
    Place("imported-module", "$draws", "prepare_all.$value", "$origin\n$seeding", "import prepare_all", weight=2),
    Place("imported-module-after", "$draws\nimport prepare_all", "", "$origin\n$seeding", weight=0.3),
    Place("imported-function", """
        def main():
            prepare_all.run()
            $draws


        if __name__ == "__main__":
            main()
        """, "", """
        def run():
            $origin
            $seeding
        """, "import prepare_all", weight=1.5),
    Place("imported-guarded", "$draws", "", """
        if __name__ == "__main__":
            $origin
            $seeding
        """, "import prepare_all", weight=0.3),
    Place("init", """
        class Experiment:
            def __init__(self):
                $origin
                self.kept = $value
                $seeding

            def run(self):
                $draws


        Experiment().run()
        """, "self.kept", weight=2),
    Place("method-late", """
        class Experiment:
            def __init__(self):
                $origin
                self.kept = $value

            def prepare(self):
                $value = self.kept
                $seeding

            def run(self):
                $draws


        experiment = Experiment()
        experiment.prepare()
        experiment.run()
        """, "self.kept"),
    Place("method-not-called", """
        class Experiment:
            def __init__(self):
                $origin
                self.kept = $value

            def prepare(self):
                $value = self.kept
                $seeding

            def run(self):
                $draws


        Experiment().run()
        """, "self.kept", weight=0.3),
    Place("late", "$origin\n$draws\n$seeding", weight=0.4),
    Place("branch-taken", """
        $origin
        if len(sys.argv) == 1:
            $seeding
        $draws
        """, imports="import sys"),
    Place("branch-not-taken", """
        $origin
        if len(sys.argv) > 1:
            $seeding
        $draws
        """, imports="import sys", weight=0.4),
    Place("environment-branch", """
        $origin
        if not os.environ.get("BENCH_FREE"):
            $seeding
        $draws
        """, imports="import os", weight=0.7),
    Place("environment-branch-not", """
        $origin
        if os.environ.get("BENCH_FIXED") == "1":
            $seeding
        $draws
        """, imports="import os", weight=0.3),
    Place("try", """
        $origin
        try:
            $seeding
        except ImportError:
            pass
        $draws
        """),
    Place("try-skips", """
        $origin
        try:
            int("no number")
            $seeding
        except ValueError:
            pass
        $draws
        """, weight=0.4),
    Place("try-in-handler", """
        $origin
        try:
            int("no number")
        except ValueError:
            $seeding
        $draws
        """),
    Place("finally", """
        $origin
        try:
            print("begin")
        finally:
            $seeding
        $draws
        """),
    Place("epochs", """
        def main():
            $origin
            $seeding
            for epoch in range(2):
                $draws


        main()
        """),
    Place("seed-in-epochs", """
        def main():
            $origin
            for epoch in range(2):
                $seeding
                $draws


        main()
        """),
    Place("first-epoch", """
        def main():
            $origin
            for epoch in range(3):
                if epoch == 0:
                    $seeding
                $draws


        main()
        """),
)  # fmt: skip
