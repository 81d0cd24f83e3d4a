from options import parse
from utils import set_seed
from loop import train

if __name__ == "__main__":
    args = parse()
    set_seed(args.seed)
    print(train(args.epochs))
