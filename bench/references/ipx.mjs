import { createIPX, ipxFSStorage } from 'ipx';

/** Reference of P8: ipx with its own sharp, asked as a library; what its server adds is not in it. */
const { folder, name } = JSON.parse(process.argv[2] ?? '{}');
const ipx = createIPX({ storage: ipxFSStorage({ dir: folder }) });

async function resize(times) {
  const before = process.cpuUsage();
  for (let time = 0; time < times; time += 1) {
    await ipx(name, { width: '256', format: 'webp', quality: '80' }).process();
  }
  const { user, system } = process.cpuUsage(before);
  return { cpuMs: (user + system) / 1000 / times };
}

process.on('disconnect', () => process.exit());
process.on('message', ({ times }) => {
  resize(times).then(
    (cost) => process.send(cost),
    (error) => process.send({ failure: String(error?.stack ?? error) }),
  );
});
