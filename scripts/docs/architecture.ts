/** The rooms of the repository and who may call whom; the same rule that the linter holds. */
export const architectureGraph = `digraph sundown {
  graph [rankdir=TB, bgcolor="white", fontname="Helvetica", nodesep=0.35, ranksep=0.55, pad=0.2]
  node [shape=box, style="filled,rounded", fontname="Helvetica", fontsize=12, color="#8a93a0", margin="0.2,0.1"]
  edge [color="#6b7280", arrowsize=0.7, fontname="Helvetica", fontsize=10, fontcolor="#4b5563"]

  person [label="you", shape=ellipse, fillcolor="#ffffff"]
  reviewer [label="reviewers", shape=ellipse, fillcolor="#ffffff"]
  cli [label="cli/\\nsundown VERB", fillcolor="#fde9d0"]
  program [label="program/\\nPulumi adopts and destroys", fillcolor="#fde9d0"]
  action [label="action/\\ncheck, verify, cancel", fillcolor="#fde9d0"]
  files [label="decommission/NAME/\\nplan.json, plan.md, decommission.yaml\\nrun/: journal and evidence", shape=folder, fillcolor="#fffbe6", margin="0.35,0.15"]
  steps [label="steps/\\none verb a folder", fillcolor="#e8f0fe"]
  engine [label="engine/\\nscheduler, journal, lock, evidence", fillcolor="#e8f0fe"]
  azure [label="azure/\\nreads, performs one operation", fillcolor="#e8f0fe"]
  github [label="github/\\nfacts, comments", fillcolor="#e8f0fe"]
  core [label="core/\\npure decisions: order, blockers, plan, manifest, roles, gate, digests", fillcolor="#e2f3e6", margin="0.35,0.15"]
  arm [label="Azure, or simulator/", shape=box3d, fillcolor="#f3f4f6"]
  hub [label="GitHub, or simulator/github/", shape=box3d, fillcolor="#f3f4f6"]

  { rank=same; person; reviewer }
  { rank=same; cli; program; action }
  { rank=same; steps; files }
  { rank=same; azure; github }
  { rank=same; arm; hub; core }
  person -> cli
  person -> program
  reviewer -> action [label=" the pull request\\l they approve lets it go\\l"]
  cli -> steps
  program -> steps
  action -> steps
  steps -> files [dir=both, constraint=false]
  steps -> engine
  engine -> azure
  steps -> azure
  steps -> github
  azure -> arm [dir=both]
  azure -> core
  github -> core
  steps -> core [minlen=3]
  github -> hub [dir=both]
}
`;
