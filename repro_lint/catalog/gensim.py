"""gensim: topic models draw from NumPy's stream; word vectors have a fixed seed, but train on several threads."""

from __future__ import annotations

from dataclasses import replace

from repro_lint.catalog.schema import Role, Row
from repro_lint.catalog.streams import HASH
from repro_lint.catalog.tables import ENTROPY, NUMPY, group, table

_TOPICS = Row(
    "",
    Role.DRAW,
    "LIBRARIES §1.13 {name}",
    rule="unseeded-estimator",
    streams=NUMPY,
    seed="random_state",
    fix="random_state={seed}",
)
_WORKERS = Row(
    "",
    Role.VARIES,
    "LIBRARIES §3.1 {name}",
    defaults={"workers": 3},
    never_if=({"workers": (1,)},),
    advice="train with `workers=1`",
)
_VECTORS = Row(
    "",
    Role.DRAW,
    "LIBRARIES §1.12 {name}",
    rule="unseeded-estimator",
    streams=ENTROPY,
    seed="seed",
    seed_default=1,
    parts=(_WORKERS,),
    fix="seed={seed}",
)

ROWS = (
    *table(
        "gensim.models",
        """
        LdaModel corpus num_topics id2word distributed chunksize passes update_every alpha eta decay offset eval_every \
        iterations gamma_threshold minimum_probability random_state
        LdaMulticore corpus num_topics id2word workers chunksize passes batch alpha eta decay offset \
        eval_every iterations gamma_threshold random_state
        HdpModel corpus id2word max_chunks max_time chunksize kappa tau K T alpha gamma eta scale \
        var_converge outputdir random_state
        Nmf corpus num_topics id2word chunksize passes kappa minimum_probability w_max_iter w_stop_condition \
        h_max_iter h_stop_condition eval_every normalize random_state
        EnsembleLda topic_model_class num_models min_cores epsilon ensemble_workers \
        memory_friendly_ttda min_samples masking_method masking_threshold distance_workers random_state
        LdaSeqModel corpus time_slice id2word alphas num_topics initialize sstats lda_model obs_variance \
        chain_variance passes random_state
        AuthorTopicModel corpus num_topics id2word author2doc doc2author chunksize passes iterations decay offset \
        alpha eta update_every eval_every gamma_threshold serialized serialization_path minimum_probability random_state
        """,
        _TOPICS,
    ),
    *table("gensim.models", "RpModel corpus id2word num_topics", replace(_TOPICS, seed=None, fix="")),
    *table(
        "gensim.models",
        "LsiModel corpus num_topics id2word chunksize decay distributed onepass power_iters extra_samples dtype"
        " random_seed",
        replace(_TOPICS, streams=ENTROPY, seed="random_seed", fix="random_seed={seed}"),
    ),
    *table(
        "gensim.models",
        """
        Word2Vec sentences corpus_file vector_size alpha window min_count max_vocab_size sample seed workers
        FastText sentences corpus_file sg hs vector_size alpha window min_count max_vocab_size word_ngrams sample seed \
        workers
        """,
        _VECTORS,
    ),
    *table(
        "gensim.models",
        "Doc2Vec documents corpus_file",
        replace(_VECTORS, returns="gensim.models.Doc2Vec"),
    ),
    *group(
        "gensim.models.Doc2Vec",
        "infer_vector",
        Row("", Role.DRAW, "LIBRARIES §1.12 infer_vector", rule="unseeded-draw", streams=(HASH,)),
    ),
)

_MODULES = (
    "atmodel doc2vec ensemblelda fasttext hdpmodel ldamodel ldamulticore ldaseqmodel lsimodel nmf rpmodel word2vec"
)
PREFIXES = {f"gensim.models.{module}": "gensim.models" for module in _MODULES.split()}
