/**
 * Types besides virtual machines that work by themselves while a subscription is being taken out of service.
 * `stop` names those in the plan that it cannot quiesce, and never passes one over in silence.
 */
const table: readonly (readonly [type: string, how: string])[] = [
  ["Microsoft.AnalysisServices/servers", "suspend the server"],
  ["Microsoft.App/containerApps", "stop the app or scale it to zero"],
  ["Microsoft.App/jobs", "suspend the job's trigger"],
  ["Microsoft.Automation/automationAccounts", "disable its schedules and webhooks"],
  ["Microsoft.AVS/privateClouds", "shut down its machines"],
  ["Microsoft.Batch/batchAccounts", "disable its jobs and scale its pools to zero"],
  ["Microsoft.ClassicCompute/virtualMachines", "shut the machine down"],
  ["Microsoft.Compute/cloudServices", "power the service off"],
  ["Microsoft.Compute/virtualMachineScaleSets", "deallocate its instances"],
  ["Microsoft.ContainerInstance/containerGroups", "stop the group"],
  ["Microsoft.ContainerService/managedClusters", "stop the cluster"],
  ["Microsoft.Databricks/workspaces", "end its clusters and pause its jobs"],
  ["Microsoft.DataFactory/factories", "stop its triggers"],
  ["Microsoft.DataFactory/datafactories", "pause its pipelines"],
  ["Microsoft.DBforMySQL/flexibleServers", "stop the server"],
  ["Microsoft.DBforPostgreSQL/flexibleServers", "stop the server"],
  ["Microsoft.DevTestLab/labs/virtualMachines", "stop the machine"],
  ["Microsoft.Fabric/capacities", "pause the capacity"],
  ["Microsoft.HDInsight/clusters", "scale it down or end its jobs; it cannot be paused"],
  ["Microsoft.Kusto/clusters", "stop the cluster"],
  ["Microsoft.Logic/workflows", "disable the workflow"],
  ["Microsoft.MachineLearningServices/workspaces", "stop its compute"],
  ["Microsoft.Media/mediaservices", "stop its streaming endpoints"],
  ["Microsoft.PowerBIDedicated/capacities", "suspend the capacity"],
  ["Microsoft.RedHatOpenShift/openShiftClusters", "shut its machines down"],
  ["Microsoft.Scheduler/jobCollections", "disable its jobs"],
  ["Microsoft.ServiceFabric/clusters", "stop its applications"],
  ["Microsoft.ServiceFabric/managedClusters", "stop its applications"],
  ["Microsoft.Sql/managedInstances", "stop the instance where its tier can"],
  ["Microsoft.StreamAnalytics/streamingjobs", "stop the job"],
  ["Microsoft.Synapse/workspaces", "stop its triggers"],
  ["Microsoft.Synapse/workspaces/sqlPools", "pause the pool"],
  ["Microsoft.Synapse/workspaces/kustoPools", "stop the pool"],
  ["Microsoft.Web/sites", "stop the app"],
  ["Microsoft.Web/sites/slots", "stop the slot"],
];

const known = new Map(table.map(([type, how]) => [type.toLowerCase(), how]));

/** How a person stops this type, or `undefined` when nothing of it runs by itself. */
export function howToStop(type: string): string | undefined {
  return known.get(type.toLowerCase());
}
