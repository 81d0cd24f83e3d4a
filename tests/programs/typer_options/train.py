import typer

from work import setup, step

app = typer.Typer()


@app.command()
def main(count: int = 2, seed: int = typer.Option(8, help="the seed")):
    setup(seed)
    print(step(count))


if __name__ == "__main__":
    app()
