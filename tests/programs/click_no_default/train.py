import click

from work import setup, step


@click.command()
@click.option("--count", default=2)
@click.option("--seed", type=int)
def main(count, seed):
    if seed is not None:
        setup(seed)
    print(step(count))


if __name__ == "__main__":
    main()
