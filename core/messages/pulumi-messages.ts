import { defineMessages } from "./definition.ts";

export const pulumiMessages = defineMessages({
  pulumi_config_missing: {
    level: "error",
    meaning: "The stack has no setting that says which decommission folder it is for.",
    remedy: "pulumi config set sundown:plan decommission/NAME",
    exit: 2,
  },
  pulumi_stack_of_another_plan: {
    level: "error",
    meaning:
      "The stack's name does not end in the first 12 digits of the plan's digest, so it belongs to another plan.",
    remedy:
      "Make a new stack for this plan: `pulumi up` of a changed plan on a stack whose resources are no longer protected would delete what was taken out of it.",
    exit: 3,
  },
  pulumi_not_approved: {
    level: "warning",
    meaning:
      "The approval does not hold, so everything is adopted protected and `pulumi destroy` will refuse.",
    remedy: "Set sundown:approved to the digest of the approving review and run `pulumi up` again.",
  },
  pulumi_operations_left: {
    level: "warning",
    meaning: "Some operations of the teardown are not registered with Pulumi.",
    remedy: "Run `sundown destroy` for what is not held.",
  },
  pulumi_token_unknown: {
    level: "error",
    meaning: "The plan adopts a resource as a type that the installed @pulumi/azure-native does not have.",
    remedy: "Install the version of @pulumi/azure-native that the plan was made with, or plan again.",
    exit: 3,
  },
  pulumi_subscription_differs: {
    level: "error",
    meaning: "The stack's azure-native settings name another subscription than the plan.",
    remedy: "pulumi config rm azure-native:subscriptionId",
    exit: 3,
  },
  pulumi_remaining_elsewhere: {
    level: "error",
    meaning: "The inventory of what remains is not of the plan's subscription.",
    remedy: "Take it with `sundown plan --subscription ID --out DIR` and name its inventory.json.",
    exit: 3,
  },
  pulumi_order_circular: {
    level: "error",
    meaning: "The plan's operations wait for each other in a circle.",
    remedy: "Plan again; report it if it stays.",
    exit: 3,
  },
  init_file_differs: {
    level: "warning",
    meaning: "A file that `sundown init` writes is already there with other content and was left as it is.",
    remedy: "Compare it with what is shown, or run again with --force to replace it.",
  },
  init_file_unreadable: {
    level: "error",
    meaning: "A file that `sundown init` wants to add to cannot be understood, so nothing was added.",
    remedy: "Repair the file and run again.",
    exit: 2,
  },
});
