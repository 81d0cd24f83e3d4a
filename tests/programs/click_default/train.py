import click

from work import setup, step


@click.command()
@click.option("--count", default=2)
@click.option("--seed", type=int, default=11, show_default=True)
def main(count, seed):
    setup(seed)
    print(step(count))


if __name__ == "__main__":
    main()
