"""What draws: each expression holds so many bits that equal outputs are no coincidence. Some draw nothing at all."""

from __future__ import annotations

from bench.model import Draw

HEAVY = 0.12  # scikit-learn, pandas and SciPy take a second to import: chosen seldom
_NUMPY = "import numpy as np"
_FRAME = "import numpy as np\nimport pandas as pd"
_WORDS = "WORDS = [first + second for first in 'abcdefgh' for second in 'stuvwxyz']"


def _python(name: str, use: str, define: str = "", imports: str = "import random", weight: float = 1.0) -> Draw:
    return Draw(f"python-{name}", use, "python", define, imports, weight=weight)


def _numpy(name: str, use: str, define: str = "", imports: str = _NUMPY, stream: str = "numpy") -> Draw:
    return Draw(f"numpy-{name}", use, stream, define, imports)


def _hash(name: str, use: str, imports: str = "", define: str = _WORDS, weight: float = 0.6) -> Draw:
    return Draw(f"order-{name}", use, "hash", define, imports, weight=weight)


def _heavy(name: str, use: str, imports: str, stream: str = "numpy", define: str = "") -> Draw:
    return Draw(name, use, stream, define, imports, weight=HEAVY)


PYTHON = (
    _python("random", "[random.random() for _ in range(3)]", weight=2),
    _python("sample", "random.sample(range(10**9), 4)"),
    _python("choices", "random.choices(range(10**6), k=6)"),
    _python("gauss", "random.gauss(0, 1) + random.uniform(0, 1)"),
    _python("bits", "random.getrandbits(64)"),
    _python("imported", "[randint(0, 10**9) for _ in range(3)]", imports="from random import randint"),
    _python("alias", "rnd.random()", imports="import random as rnd"),
    _python("shuffle", "shuffled_$k()", """
        def shuffled_$k():
            items = list(range(100))
            random.shuffle(items)  # @$k
            return items
        """),
    _python("state", "random.getstate()[1][:5]", weight=0.3),
    Draw("python-generator", "random.Random($given).random()", imports="import random"),
    Draw("python-generator-seeded-later", "made_$k($given).random()", define="""
        def made_$k(value):
            generator = random.Random()  # @$k
            if value is not None:
                generator.seed(value)  # @$k
            return generator
        """, imports="import random"),
    Draw("python-generator-unseeded", "random.Random().random()", "entropy", imports="import random", weight=0.3),
    Draw("python-system", "random.SystemRandom().random()", "entropy", imports="import random", weight=0.4),
    Draw("python-system-shuffle", "shuffled_$k()", "entropy", """
        def shuffled_$k():
            items = list(range(100))
            random.SystemRandom().shuffle(items)  # @$k
            return items
        """, "import random", weight=0.3),
)  # fmt: skip

NUMPY = (
    _numpy("rand", "np.random.rand(3).tolist()"),
    _numpy("normal", "np.random.normal(size=3).tolist()"),
    _numpy("permutation", "np.random.permutation(100).tolist()"),
    _numpy("choice", "np.random.choice(10**6, 5).tolist()"),
    _numpy("imported", "randn(4).tolist()", imports="from numpy.random import randn"),
    _numpy("module", "npr.randint(0, 10**9, size=4).tolist()", imports="import numpy.random as npr"),
    _numpy("shuffle", "shuffled_$k()", """
        def shuffled_$k():
            items = np.arange(100)
            np.random.shuffle(items)  # @$k
            return items.tolist()
        """),
    _numpy("hidden-state", "np.random.mtrand._rand.rand(3).tolist()"),
    _numpy("state", "np.random.get_state()[1][:5].tolist()"),
    _numpy("random-state", "np.random.RandomState($given).rand(3).tolist()", stream=""),
    _numpy("generator", "np.random.default_rng($given).random(3).tolist()", stream=""),
    _numpy("generator-imported", "default_rng($given).normal(size=3).tolist()", imports="from numpy.random import default_rng", stream=""),
    _numpy("bit-generator", "np.random.Generator(np.random.PCG64($given)).random(3).tolist()", stream=""),
    _numpy("seed-sequence", "np.random.SeedSequence($given).generate_state(4).tolist()", stream=""),
    _numpy("spawned", "np.random.default_rng($given).spawn(2)[1].random(2).tolist()", stream=""),
    _numpy("generator-default", "made_$k().random(3).tolist()", """
        def made_$k(seed=None):
            return np.random.default_rng(seed)  # @$k
        """, stream="entropy"),
    _numpy("generator-of-stream", "np.random.default_rng(np.random.randint(2**31)).random(3).tolist()"),
    _numpy("zeros", "np.zeros(3).tolist()", stream="none"),
)  # fmt: skip

ORDERS = (
    _hash("difference-of-ranges", "list(set(range(60)) - set(random.Random(3).sample(range(60), 9)))", "import random", weight=0.4),
    _hash("nested", "[1, {'words': list(set(WORDS))}]", weight=0.4),
    _hash("join-of-map", '"".join(map(str.upper, set(WORDS)))', weight=0.4),
    _hash("sorted-by-length", "sorted(set(WORDS + ['abc']), key=len)", weight=0.4),
    _hash("index-in-loop", "indexed_$k()", define=_WORDS + """


        def indexed_$k():
            index = {}
            for word in set(WORDS):  # @$k
                index[word] = len(index)
            return index  # @$k
        """.replace("\n        ", "\n"), weight=0.4),
    _hash("keys", "list(dict.fromkeys(set(WORDS)).keys())", weight=0.4),
    _hash("list-of-set", "list(set(WORDS))"),
    _hash("sorted-set", "sorted(set(WORDS))"),
    _hash("length-of-set", "len(set(WORDS))"),
    _hash("max-of-set", "max(set(WORDS))"),
    _hash("set-of-numbers", "list(set(range(40)))"),
    _hash("set-of-text", 'list(set("the quick brown fox jumps over the lazy dog 0123456789"))'),
    _hash("vocabulary-zip", "dict(zip(list(set(WORDS)), range(64)))"),
    _hash("vocabulary-enumerate", "{word: number for number, word in enumerate(set(WORDS))}"),
    _hash("vocabulary-sorted", "{word: number for number, word in enumerate(sorted(set(WORDS)))}"),
    _hash("join", '" ".join(set(WORDS))'),
    _hash("comprehension", "[word.upper() for word in {*WORDS}]"),
    _hash("difference", 'list(set(WORDS) - {"as"})'),
    _hash("fromkeys", "list(dict.fromkeys(WORDS))"),
    _hash("counter", "list(Counter(WORDS))", "from collections import Counter"),
    _hash("frozenset", "tuple(frozenset(WORDS))"),
    _hash("membership", '"as" in set(WORDS)'),
    _hash("regular-expression", 'list(set(re.findall(r"\\w+", " ".join(WORDS))))', "import re"),
    _hash("hash-of-text", '[hash(word) for word in WORDS[:3]]'),
    _hash("hash-of-number", "hash(12345)"),
    _hash("groups", "grouped_$k()", "from collections import defaultdict", _WORDS + """


        def grouped_$k():
            groups = defaultdict(set)
            for word in WORDS:
                groups["all"].add(word)
            return list(groups["all"])  # @$k
        """.replace("\n        ", "\n")),
    _hash("function", "words_$k()", define=_WORDS + """


        def vocabulary_$k():
            return set(WORDS)


        def words_$k():
            return [word for word in vocabulary_$k()]  # @$k
        """.replace("\n        ", "\n")),
)  # fmt: skip

COMPLETION = (
    Draw("threads-map", "mapped_$k()", "none", """
        def mapped_$k():
            with ThreadPoolExecutor(4) as pool:
                return list(pool.map(str, range(8)))
        """, "from concurrent.futures import ThreadPoolExecutor", weight=0.4),
    Draw("threads-as-completed", "collected_$k()", "none", """
        def work_$k(number):
            time.sleep((time.perf_counter_ns() // 1000 + number * 7) % 13 / 500)
            return number


        def collected_$k():
            with ThreadPoolExecutor(8) as pool:
                tasks = [pool.submit(work_$k, number) for number in range(24)]
                return [task.result() for task in as_completed(tasks)]  # @$k
        """, "import time\nfrom concurrent.futures import ThreadPoolExecutor, as_completed", weight=0.4, races=True),
    Draw("processes-unordered", "collected_$k()", "none", """
        def work_$k(number):
            time.sleep((time.perf_counter_ns() // 1000 + number * 7) % 13 / 500)
            return number


        def collected_$k():
            with ThreadPool(8) as pool:
                return list(pool.imap_unordered(work_$k, range(24)))  # @$k
        """, "import time\nfrom multiprocessing.pool import ThreadPool", weight=0.3, races=True),
)  # fmt: skip

LIBRARIES = (
    _heavy("pandas-sample-loc", "pd.DataFrame({'x': range(200)}).loc[:, ['x']].sample(8).x.tolist()", _FRAME),
    _heavy("pandas-sample-apply", "pd.DataFrame({'x': range(200), 'g': [0, 1] * 100}).groupby('g')[['x']].apply(lambda part: part.sample(4)).x.tolist()", _FRAME),
    _heavy("pandas-sample-each-group", "[part.sample(4).x.tolist() for _, part in pd.DataFrame({'x': range(200), 'g': [0, 1] * 100}).groupby('g')]", _FRAME),
    _heavy("pandas-sample-transposed", "pd.DataFrame({'x': range(200)}).T.sample(axis=1, n=6).columns.tolist()", _FRAME),
    _heavy("pandas-sample-sliced", "pd.DataFrame({'x': range(200)})[20:].query('x > 30').sample(frac=0.1).x.tolist()", _FRAME),
    _heavy("pandas-sample", "pd.DataFrame({'x': range(200)}).sample(8).index.tolist()", _FRAME),
    _heavy("pandas-sample-seed", "pd.Series(range(200)).sample(8, random_state=$given).tolist()", _FRAME, ""),
    _heavy("pandas-sample-groups", "pd.DataFrame({'x': range(200), 'g': [0, 1] * 100}).groupby('g').sample(4).x.tolist()", _FRAME),
    _heavy("pandas-head", "pd.DataFrame({'x': range(200)}).head(3).x.tolist()", _FRAME, "none"),
    _heavy("scipy-rvs", "norm.rvs(size=3).tolist()", "from scipy.stats import norm"),
    _heavy("scipy-rvs-seed", "stats.uniform.rvs(size=3, random_state=$given).tolist()", "from scipy import stats", ""),
    _heavy("scipy-frozen", "norm(0, 2).rvs(3).tolist()", "from scipy.stats import norm"),
    _heavy("sklearn-split", "train_test_split(list(range(200)))[1][:9]", "from sklearn.model_selection import train_test_split"),
    _heavy("sklearn-split-seed", "train_test_split(list(range(200)), random_state=$given)[1][:9]", "from sklearn.model_selection import train_test_split", ""),
    _heavy("sklearn-split-in-order", "train_test_split(list(range(200)), shuffle=False)[1][:9]", "from sklearn.model_selection import train_test_split", "none"),
    _heavy("sklearn-folds", "next(KFold(4, shuffle=True).split(list(range(80))))[1].tolist()", "from sklearn.model_selection import KFold"),
    _heavy("sklearn-folds-seed", "next(KFold(4, shuffle=True, random_state=$given).split(list(range(80))))[1].tolist()", "from sklearn.model_selection import KFold", ""),
    _heavy("sklearn-folds-in-order", "next(KFold(4).split(list(range(80))))[1].tolist()", "from sklearn.model_selection import KFold", "none"),
    _heavy("sklearn-shuffle", "shuffle(list(range(200)))[:9]", "from sklearn.utils import shuffle"),
    _heavy("sklearn-forest", "fitted_$k()", f"{_NUMPY}\nfrom sklearn.ensemble import RandomForestRegressor", define="""
        def fitted_$k():
            x = np.linspace(0, 9, 120).reshape(-1, 1)
            forest = RandomForestRegressor(5, max_features=1)  # @$k
            forest.fit(x, np.sin(x).ravel())  # @$k
            return forest.predict(x[:40] + 0.01).tolist()
        """),
    _heavy("sklearn-linear", "LinearRegression().fit([[0], [1]], [0, 2]).predict([[3]]).round(6).tolist()", "from sklearn.linear_model import LinearRegression", "none"),
)  # fmt: skip


def _tensorflow(name: str, use: str, stream: str, define: str = "", imports: str = "import tensorflow as tf") -> Draw:
    return Draw(f"tensorflow-{name}", use, stream, define, imports)


TENSORFLOW = (
    _tensorflow("own-initializer", "tf.random_normal_initializer()((2, 3)).numpy().tolist()", "tensorflow"),
    _tensorflow("own-initializer-in-layer", "built_$k()", "tensorflow", """
        def built_$k():
            start = tf.random_normal_initializer(0.0, 0.1)
            layer = tf.keras.layers.Dense(3, kernel_initializer=start)  # @$k
            layer.build((None, 4))
            return layer.get_weights()[0].tolist()
        """.replace("start = tf.random_normal_initializer(0.0, 0.1)", "start = tf.random_normal_initializer(0.0, 0.1)  # @$k")),
    _tensorflow("weights-replaced", "replaced_$k()", "none", """
        def replaced_$k():
            model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(1)])
            model.set_weights([np.ones((2, 1)), np.zeros(1)])
            return model.predict(np.ones((1, 2)), verbose=0).tolist()
        """, f"import keras\n{_NUMPY}"),
    _tensorflow("weights-of-clone", "cloned_$k()", "python", """
        def cloned_$k():
            model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(1, kernel_initializer="ones")])
            head = keras.layers.Dense(2)  # @$k
            copy = keras.Sequential([keras.Input((2,)), keras.models.clone_model(model), head])
            return copy.predict(np.ones((1, 2)), verbose=0).tolist()
        """, f"import keras\n{_NUMPY}"),
    _tensorflow("dropout", "dropped_$k()", "python", """
        def dropped_$k():
            layer = keras.layers.Dropout(0.5)  # @$k
            return np.array(layer(np.ones((1, 64)), training=True)).tolist()
        """, f"import keras\n{_NUMPY}"),
    _tensorflow("dropout-asked", "asked_$k()", "none", """
        def asked_$k():
            model = keras.Sequential([keras.Input((2,)), keras.layers.Dropout(0.5)])
            return model.predict(np.ones((1, 2)), verbose=0).tolist()
        """, f"import keras\n{_NUMPY}"),
    _tensorflow("generator-dataset", "read_$k()", "python", """
        def rows_$k():
            for _ in range(3):
                yield random.random()  # @$k


        def read_$k():
            data = tf.data.Dataset.from_generator(rows_$k, output_signature=tf.TensorSpec((), tf.float32))
            return [float(one) for one in data]
        """, "import random\nimport tensorflow as tf"),
    _tensorflow("mapped-in-turn", "[float(x) for x in tf.data.Dataset.range(4).map(lambda x: tf.random.uniform([]))]", "tensorflow"),
    _tensorflow("shuffle-seed", "list(tf.data.Dataset.range(100).shuffle(100, seed=3).as_numpy_iterator())", "none"),
    _tensorflow("layer-seed", "layered_$k()", "none", """
        def layered_$k():
            layer = keras.layers.Dense(3, kernel_initializer=keras.initializers.GlorotUniform(seed=4))
            layer.build((None, 4))
            return layer.get_weights()[0].tolist()
        """, "import keras"),
    _tensorflow("normal", "tf.random.normal([3]).numpy().tolist()", "tensorflow"),
    _tensorflow("generator", "tf.random.Generator.from_seed(5).normal([3]).numpy().tolist()", "none"),
    _tensorflow("generator-unseeded", "tf.random.Generator.from_non_deterministic_state().normal([3]).numpy().tolist()", "entropy"),
    _tensorflow("stateless", "tf.random.stateless_normal([3], [1, 2]).numpy().tolist()", "none"),
    _tensorflow("weights", "built_$k()", "python", """
        def built_$k():
            layer = keras.layers.Dense(3)  # @$k
            layer.build((None, 4))
            return layer.get_weights()[0].tolist()
        """, "import keras"),
    _tensorflow("initializer", "keras.initializers.GlorotUniform()((2, 3)).numpy().tolist()", "python", imports="import keras"),
    _tensorflow("initializer-seed", "keras.initializers.GlorotUniform(seed=3)((2, 3)).numpy().tolist()", "none", imports="import keras"),
    _tensorflow("shuffle", "list(tf.data.Dataset.range(100).shuffle(100).as_numpy_iterator())", "tensorflow"),
    _tensorflow("fit", "trained_$k()", "all", """
        def trained_$k():
            model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(1)])  # @$k
            model.compile("sgd", "mse")
            x = np.linspace(0, 1, 32).reshape(16, 2)
            model.fit(x, x[:, :1], epochs=1, batch_size=4, verbose=0)  # @$k
            return model.get_weights()[0].tolist()
        """, f"import keras\n{_NUMPY}"),
)  # fmt: skip

DRAWS = (*PYTHON, *NUMPY, *ORDERS, *COMPLETION, *LIBRARIES)
