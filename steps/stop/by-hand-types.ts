/**
 * Types besides those in `serviceKinds` that work by themselves while a subscription is being taken out of service.
 * `stop` names those in the plan, and never passes one over in silence.
 */
const table: readonly (readonly [type: string, how: string])[] = [
  ["Microsoft.App/jobs", "suspend the job's trigger"],
  ["Microsoft.Automation/automationAccounts/webhooks", "disable the webhook"],
  ["Microsoft.AVS/privateClouds", "shut down its machines"],
  ["Microsoft.Batch/batchAccounts", "disable its jobs and scale its pools to zero"],
  ["Microsoft.ClassicCompute/virtualMachines", "shut the machine down"],
  ["Microsoft.Compute/cloudServices", "power the service off"],
  ["Microsoft.Databricks/workspaces", "end its clusters and pause its jobs"],
  ["Microsoft.DataFactory/datafactories", "pause its pipelines"],
  ["Microsoft.DevTestLab/labs/virtualMachines", "stop the machine"],
  ["Microsoft.HDInsight/clusters", "scale it down or end its jobs; it cannot be paused"],
  ["Microsoft.MachineLearningServices/workspaces", "stop its compute"],
  ["Microsoft.Media/mediaservices", "stop its streaming endpoints"],
  ["Microsoft.RedHatOpenShift/openShiftClusters", "shut its machines down"],
  ["Microsoft.Scheduler/jobCollections", "disable its jobs"],
  ["Microsoft.ServiceFabric/clusters", "stop its applications"],
  ["Microsoft.ServiceFabric/managedClusters", "stop its applications"],
  ["Microsoft.Synapse/workspaces", "stop its triggers, which only the workspace itself shows"],
  ["Microsoft.Synapse/workspaces/kustoPools", "stop the pool"],
];

const known = new Map(table.map(([type, how]) => [type.toLowerCase(), how]));

/** How a person stops this type, or `undefined` when nothing of it runs by itself. */
export function howToStop(type: string): string | undefined {
  return known.get(type.toLowerCase());
}
