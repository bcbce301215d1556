/// Clusters and their nodes: what was declared ([io.understudy.cluster.Cluster]), how a running one is taken over
/// ([io.understudy.cluster.ClusterAdoption]), and what is so now ([io.understudy.cluster.Topology]).
@NullMarked
package io.understudy.cluster;

import org.jspecify.annotations.NullMarked;
