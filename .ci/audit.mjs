// Says whether a package we use is known to be vulnerable: node .ci/audit.mjs. Ends with 1 for a finding, and with 0 when there is none
// or when nobody here can tell, which it says. What NuGet knows has stopped the restore already (Directory.Build.props).
import { spawnSync } from 'node:child_process';

const root = new URL('..', import.meta.url).pathname;
const run = (program, args, cwd = root) => spawnSync(program, args, { cwd, encoding: 'utf8', maxBuffer: 1 << 26 });
const locks = ['src/Webmail.Web/Editor', 'src/Webmail.Web/Pdf', 'tests/Webmail.Web.Tests/Csp'];
let findings = 0;

async function nuget() {
  const sources = run('dotnet', ['nuget', 'list', 'source', '--format', 'short']).stdout.split('\n')
    .filter(line => line.startsWith('E ')).map(line => line.slice(2).trim());
  for (const source of sources) {
    try {
      const index = await (await fetch(source, { signal: AbortSignal.timeout(30_000) })).json();
      const tells = index.resources.some(resource => resource['@type'].startsWith('VulnerabilityInfo/'));
      console.log(tells ? 'NuGet: no finding (a finding stops the restore).' : 'NuGet: NO DATA, the package source tells nothing of vulnerabilities.');
    } catch (problem) {
      console.log(`NuGet: NO DATA, the package source cannot be asked (${problem.message}).`);
    }
  }
}

function npm(folder) {
  const said = run('npm', ['audit', '--package-lock-only', '--json'], root + folder);
  let report = {};
  try {
    report = JSON.parse(said.stdout);
  } catch {
    // No report, no data.
  }
  if (!report.metadata) {
    console.log(`npm, ${folder}: NO DATA, the registry answers no questions about vulnerabilities.`);
    return;
  }
  const found = Object.values(report.vulnerabilities);
  findings += found.length;
  console.log(found.length ? `npm, ${folder}: ${found.map(one => `${one.name} (${one.severity})`).join(', ')}` : `npm, ${folder}: no finding.`);
}

await nuget();
locks.forEach(npm);
process.exitCode = findings ? 1 : 0;
