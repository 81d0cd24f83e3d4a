"""networkx: most functions draw from Python's global stream, layouts and what works on arrays from NumPy's.

The `seed` of each takes a number or a generator. Those that the library counts as private are left out.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from repro_lint.catalog.schema import Given, Role, Row
from repro_lint.catalog.tables import ENTROPY, NUMPY, PYTHON, table

_DRAW = Row(
    "",
    Role.DRAW,
    "LIBRARIES §1.10 {name}",
    rule="unseeded-draw",
    streams=PYTHON,
    seed="seed",
    fix="seed={seed}",
)
_ARRAYS = replace(_DRAW, streams=NUMPY)
# SciPy draws it, and takes no seed from the caller.
_START_VECTOR = replace(
    _DRAW,
    source="LIBRARIES §1.11 lanczos",
    streams=ENTROPY,
    seed=None,
    fix="",
    defaults={"method": "tracemin_pcg"},
    draws_if=({"method": ("lanczos",)},),
)
_SOME_NODES = replace(_DRAW, source="LIBRARIES §2 {name}", draws_if=({"k": (Given.PRESENT,)},))

_PYTHON = (
    *table(
        "networkx",
        """
        LFR_benchmark_graph n tau1 tau2 mu \
        average_degree min_degree max_degree min_community max_community tol max_iters seed
        approximate_current_flow_betweenness_centrality G normalized weight dtype solver epsilon kmax seed
        barabasi_albert_graph n m seed
        binomial_graph n p seed
        configuration_model deg_sequence create_using seed
        connected_double_edge_swap G nswap _window_threshold seed
        connected_watts_strogatz_graph n k p tries seed
        dense_gnm_random_graph n m seed
        directed_configuration_model in_degree_sequence out_degree_sequence create_using seed
        directed_edge_swap
        directed_joint_degree_graph in_degrees out_degrees nkk seed
        double_edge_swap G nswap max_tries seed
        dual_barabasi_albert_graph n m1 m2 p seed
        duplication_divergence_graph n p seed
        expected_degree_graph w seed
        extended_barabasi_albert_graph n m p q seed
        fast_gnp_random_graph n p seed
        gaussian_random_partition_graph n s v p_in p_out directed seed
        general_random_intersection_graph n m p seed
        geographical_threshold_graph n theta dim pos weight metric p_dist seed
        geometric_soft_configuration_graph
        gn_graph n kernel create_using seed
        gnc_graph n create_using seed
        gnm_random_graph n m seed
        gnr_graph n p create_using seed
        joint_degree_graph joint_degrees seed
        k_random_intersection_graph n m k seed
        lattice_reference G niter D connectivity seed
        maximal_independent_set G nodes seed
        navigable_small_world_graph n p q r dim seed
        newman_watts_strogatz_graph n k p seed
        omega G niter nrand seed
        partial_duplication_graph N n p q seed
        planted_partition_graph l k p_in p_out seed
        powerlaw_cluster_graph n m p seed
        random_clustered_graph joint_degree_sequence create_using seed
        random_cograph n seed
        random_degree_sequence_graph sequence seed
        random_internet_as_graph n seed
        random_kernel_graph n kernel_integral kernel_root seed
        random_labeled_rooted_forest
        random_labeled_rooted_tree
        random_labeled_tree
        random_lobster n p1 p2 seed
        random_lobster_graph n p1 p2 seed
        random_partition_graph sizes p_in p_out seed
        random_powerlaw_tree n gamma seed
        random_powerlaw_tree_sequence n gamma seed
        random_reference G niter connectivity seed
        random_regular_graph d n seed
        random_shell_graph constructor seed
        random_spanning_tree
        random_unlabeled_rooted_forest
        random_unlabeled_rooted_tree
        random_unlabeled_tree
        relaxed_caveman_graph l k p seed
        scale_free_graph n alpha beta gamma delta_in delta_out seed
        sigma G niter nrand seed
        soft_random_geometric_graph n radius dim pos p p_dist seed
        spanner G stretch weight seed
        stochastic_block_model sizes p nodelist seed
        thresholded_random_geometric_graph n radius theta dim pos weight p seed
        uniform_random_intersection_graph n m p seed
        watts_strogatz_graph n k p seed
        waxman_graph n beta alpha L domain metric seed
        """,
        _DRAW,
    ),
    *table(
        "networkx.approximation",
        """
        asadpour_atsp G weight seed
        average_clustering G trials seed
        diameter G seed
        one_exchange G initial_cut seed
        randomized_partitioning G seed
        simulated_annealing_tsp G init_cycle weight source temp move max_iterations N_inner alpha seed
        threshold_accepting_tsp G init_cycle weight source threshold move max_iterations N_inner alpha seed
        """,
        _DRAW,
    ),
    *table(
        "networkx.bipartite",
        """
        configuration_model aseq bseq create_using seed
        gnmk_random_graph n m k seed
        preferential_attachment_graph aseq p create_using seed
        random_graph n m p seed
        """,
        _DRAW,
    ),
    *table(
        "networkx.community",
        """
        asyn_fluidc G k max_iter seed
        asyn_lpa_communities G weight seed
        fast_label_propagation_communities
        kernighan_lin_bisection G partition max_iter weight seed
        leiden_communities G weight resolution max_level seed
        leiden_partitions G weight resolution seed
        louvain_communities G weight resolution threshold max_level seed
        louvain_partitions G weight resolution threshold seed
        """,
        _DRAW,
    ),
    *table(
        "networkx.utils",
        """
        discrete_sequence n distribution cdistribution seed
        powerlaw_sequence n exponent seed
        random_weighted_sample mapping k seed
        weighted_choice mapping seed
        zipf_rv alpha xmin seed
        """,
        _DRAW,
    ),
    *table("networkx.tournament", "random_tournament n seed", _DRAW),
    *table("networkx.generators.directed", "random_uniform_k_out_graph n k self_loops with_replacement seed", _DRAW),
    *table(
        "networkx",
        "rich_club_coefficient G normalized Q seed",
        replace(_DRAW, defaults={"normalized": True}, draws_if=({"normalized": (Given.TRUTHY,)},)),
    ),
    *table(
        "networkx",
        "random_geometric_graph n radius dim pos p seed",
        replace(_DRAW, never_if=({"pos": (Given.PRESENT,)},)),
    ),
    *table("networkx", "betweenness_centrality G k normalized weight endpoints seed", _SOME_NODES),
    *table("networkx", "edge_betweenness_centrality G k normalized weight seed", _SOME_NODES),
    Row(
        "networkx.greedy_color",
        Role.DRAW,
        "LIBRARIES §2 greedy_color",
        rule="unseeded-draw",
        streams=PYTHON,
        parameters=("G", "strategy"),
        defaults={"strategy": "largest_first"},
        draws_if=({"strategy": ("random_sequential",)},),
    ),
)

_NUMPY = (
    *table(
        "networkx",
        """
        generate_random_paths G sample_size path_length index_map weight seed
        maybe_regular_expander
        maybe_regular_expander_graph
        panther_similarity G source k path_length c delta eps weight seed
        panther_vector_similarity
        random_k_out_graph n k alpha self_loops seed
        random_regular_expander_graph
        spectral_graph_forge G alpha transformation seed
        """,
        _ARRAYS,
    ),
    *table(
        "networkx",
        """
        arf_layout
        forceatlas2_layout
        random_layout G center dim seed
        """,
        replace(_ARRAYS, accepts="no Generator"),
    ),
    *table(
        "networkx",
        """
        algebraic_connectivity G weight normalized tol method seed
        fiedler_vector G weight normalized tol method seed
        spectral_bisection G weight normalized tol method seed
        spectral_ordering G weight normalized tol method seed
        """,
        replace(_ARRAYS, parts=(_START_VECTOR,)),
    ),
    # With places for all nodes nothing that is drawn reaches the result.
    *table(
        "networkx",
        "spring_layout G k pos fixed iterations threshold weight scale center dim seed",
        replace(
            _ARRAYS,
            accepts="no Generator",
            source="LIBRARIES §1.10, §1.11",
            draws_if=({"pos": (Given.ABSENT,)},),
            may_if=({"pos": (Given.PRESENT,)},),
        ),
    ),
)

ROWS = (*_PYTHON, *_NUMPY)

PREFIXES: Mapping[str, str] = {"networkx.algorithms": "networkx"}
ALIASES: Mapping[str, str] = {
    "networkx.gnp_random_graph": "networkx.binomial_graph",
    "networkx.erdos_renyi_graph": "networkx.binomial_graph",
    "networkx.fruchterman_reingold_layout": "networkx.spring_layout",
}
