from cases.advice.models.clusters import Cluster, Clustered, ClusterRun
from cases.advice.models.suggestions import CategoryModel, Suggestion

__all__ = ["CategoryModel", "Cluster", "ClusterRun", "Clustered", "Suggestion"]
