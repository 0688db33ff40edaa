/** How a subscription goes, from the first look to the last; the README's picture. */
export const storyGraph = `digraph story {
  graph [rankdir=TB, bgcolor="white", fontname="Helvetica", nodesep=0.45, ranksep=0.7, pad=0.2, compound=true]
  node [shape=box, style="filled,rounded", fontname="Helvetica", fontsize=13, color="#8a93a0", margin="0.2,0.12", width=2.3]
  edge [color="#6b7280", arrowsize=0.7]

  subgraph cluster_prepare {
    graph [label="prepare: can be undone", fontsize=13, style="rounded", color="#9bbfa5", fontcolor="#2f6b41"]
    node [fillcolor="#e2f3e6"]
    plan [label="plan\\nlook, order, draft"]
    stop [label="stop\\nmachines rest"]
    backup [label="backup\\ncopies elsewhere,\\nread back, hashed"]
    { rank=same; plan -> stop -> backup }
  }
  subgraph cluster_people {
    graph [label="people decide", fontsize=13, style="rounded", color="#d9c26a", fontcolor="#7a6310"]
    node [fillcolor="#fff7d6"]
    decide [label="decommission.yaml\\nnames typed,\\nbackups or waivers"]
    review [label="pull request\\nreviews hold the name\\nand the digest"]
    verify [label="verify\\nAzure still as planned,\\nartifacts hashed again"]
    { rank=same; decide -> review -> verify }
  }
  subgraph cluster_end {
    graph [label="only after their approval", fontsize=13, style="rounded", color="#e0a77a", fontcolor="#8a4a14"]
    node [fillcolor="#fde9d0"]
    destroy [label="destroy\\nin order, resumable\\n(or pulumi destroy)"]
    roles [label="roles\\ncustom roles trimmed"]
    cancel [label="cancel\\nonly when nothing\\nis left"]
    { rank=same; destroy -> roles -> cancel }
  }
  status [label="status\\ndates, reactivate", fillcolor="#e8f0fe"]
  stop -> review [ltail=cluster_prepare, lhead=cluster_people]
  review -> roles [ltail=cluster_people, lhead=cluster_end]
  roles -> status [ltail=cluster_end]
}
`;
