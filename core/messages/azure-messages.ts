import { defineMessages } from "./definition.ts";

export const azureMessages = defineMessages({
  cloud_unreachable: {
    level: "error",
    meaning: "The cloud gave no answer.",
    remedy: "Check the network, the proxy and ARM_METADATA_HOSTNAME, then run again.",
  },
  cloud_metadata_invalid: {
    level: "error",
    meaning: "The cloud's metadata endpoint gave an answer that Sundown does not understand.",
    remedy: "Check that ARM_METADATA_HOSTNAME names an Azure Resource Manager host.",
    exit: 2,
  },
  cloud_host_invalid: {
    level: "error",
    meaning: "ARM_METADATA_HOSTNAME is not a host name.",
    remedy: "Write a host, or host:port: management.usgovcloudapi.net, for example; no scheme, user or path.",
    exit: 2,
  },
  authority_host_differs: {
    level: "error",
    meaning: "AZURE_AUTHORITY_HOST names another place to sign in than the cloud's own, or one without TLS.",
    remedy: "Unset it, or set ARM_METADATA_HOSTNAME to the resource manager of the cloud it belongs to.",
    exit: 2,
  },
  certificate_untrusted: {
    level: "error",
    meaning: "The cloud's certificate is not trusted by this machine.",
    remedy: "If the host is right, put its issuing certificate in a file and name it in NODE_EXTRA_CA_CERTS.",
    exit: 2,
  },
  not_signed_in: {
    level: "error",
    meaning: "No usable Azure credential was found.",
    remedy: "Sign in with `az login`, or set AZURE_TENANT_ID, AZURE_CLIENT_ID and a secret or token file.",
    exit: 2,
  },
  sign_in_refused: {
    level: "error",
    meaning: "Azure refused the sign-in.",
    remedy: "Check tenant, client and secret or token; a secret may have expired.",
    exit: 2,
  },
  subscription_not_found: {
    level: "error",
    meaning: "The subscription does not exist in this cloud or this identity cannot see it.",
    remedy: "Check the subscription's id and the tenant signed in to.",
    exit: 2,
  },
  not_permitted: {
    level: "error",
    meaning: "This identity may not do that in Azure.",
    remedy: "Have the missing role assigned, wait a few minutes and run again.",
    exit: 3,
  },
  foreign_host: {
    level: "error",
    meaning: "A call was about to leave the cloud's own resource manager and was not sent.",
    remedy: "Nothing was sent. If the address came from Azure itself, report it.",
    exit: 3,
  },
  azure_answer_invalid: {
    level: "error",
    meaning: "Azure gave an answer that Sundown does not understand.",
    remedy: "Nothing was changed because of it. Run again; if it stays, report it.",
  },
  azure_refused: {
    level: "error",
    meaning: "Azure refused a request for a reason that Sundown has no more precise code for.",
    remedy: "Read Azure's own message.",
  },
  azure_throttled: {
    level: "error",
    meaning: "Azure asked for a pause and still did after every wait.",
    remedy: "Wait some minutes and run again; what is done stays done.",
    exit: 4,
  },
  paging_repeated: {
    level: "error",
    meaning: "A list of Azure gave the same next page twice, so it cannot be read to its end.",
    remedy: "Nothing was concluded from the part that was read. Run again.",
  },
  inventory_incomplete: {
    level: "warning",
    meaning: "A part of the inventory could not be read.",
    remedy: "Give the identity read rights there, or check that part by hand.",
  },
  inventory_cut: {
    level: "warning",
    meaning: "Sundown read only as many lists of a kind as keep the calls few; rights would not change that.",
    remedy:
      "What the others would have told is missing in the plan: of deployment histories, the order that only they know; of what hides in a resource, what may refuse its delete. The teardown then holds what Azure refuses and says why.",
  },
});
