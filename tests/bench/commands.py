"""Programs that a command line calls: the place brings the seed itself, as a parameter or an option."""

from __future__ import annotations

from bench.model import INT, NONE, Place


def _command(name: str, body: str, imports: str, gives: str = INT) -> Place:
    return Place(name, body, imports=imports, weight=0.4, gives=gives)


def _click(name: str, option: str, gives: str = INT) -> Place:
    body = f"""
        @click.command()
        @click.option("--epochs", default=3)
        @click.option("--$value"{option})
        def main(epochs, $value):
            $origin
            $seeding
            $draws


        if __name__ == "__main__":
            main()
        """
    return _command(f"click-{name}", body, "import click", gives)


def _typer(name: str, parameter: str, gives: str = INT) -> Place:
    body = f"""
        def main(epochs: int = 3, {parameter}):
            $origin
            $seeding
            $draws


        if __name__ == "__main__":
            typer.run(main)
        """
    return _command(f"typer-{name}", body, "import typer\nfrom typing import Optional", gives)


COMMANDS = (
    _click("default", ", default=$number"),
    _click("typed", ", type=int, default=$number, show_default=True"),
    _click("none", ", type=int, default=None", NONE),
    _click("no-default", ", type=int", NONE),
    _typer("default", "$value: int = $number"),
    _typer("option", "$value: int = typer.Option($number)"),
    _typer("none", "$value: Optional[int] = None", NONE),
    _command("fire", """
        def main(epochs=3, $value=$number):
            $origin
            $seeding
            $draws


        if __name__ == "__main__":
            fire.Fire(main)
        """, "import fire"),
    _command("fire-none", """
        def main(epochs=3, $value=None):
            $origin
            $seeding
            $draws


        if __name__ == "__main__":
            fire.Fire(main)
        """, "import fire", NONE),
    _command("absl", """
        FLAGS = flags.FLAGS
        flags.DEFINE_integer("$attribute", $number, "The value.")


        def main(_):
            $value = FLAGS.$attribute
            $origin
            $seeding
            $draws


        if __name__ == "__main__":
            app.run(main)
        """, "from absl import app, flags"),
    _command("absl-none", """
        KEPT = flags.DEFINE_integer("$attribute", None, "The value.")


        def main(_):
            $value = KEPT.value
            $origin
            $seeding
            $draws


        if __name__ == "__main__":
            app.run(main)
        """, "from absl import app, flags", NONE),
    _command("sub-commands", """
        def train($value):
            $origin
            $seeding
            $draws


        def main():
            parser = argparse.ArgumentParser()
            parser.set_defaults(run=train)
            commands = parser.add_subparsers()
            training = commands.add_parser("train")
            training.set_defaults(run=train)
            parser.add_argument("--$option", type=int, default=$number)
            options = parser.parse_args()
            options.run(options.$attribute)


        if __name__ == "__main__":
            main()
        """, "import argparse"),
    _command("argument-list", """
        def main(arguments):
            parser = argparse.ArgumentParser()
            parser.add_argument("--$option", type=int, default=$number)
            $value = parser.parse_args(arguments).$attribute
            $origin
            $seeding
            $draws


        if __name__ == "__main__":
            main(sys.argv[1:])
        """, "import argparse\nimport sys"),
)  # fmt: skip
