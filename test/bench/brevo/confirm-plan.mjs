// Confirms all that a replica has planned, as if it had been sent. Prints the first contacts of it as Brevo takes them.
import { Replica } from '../../../dist/targets/brevo/replica/replica.js';

const [, , path, count] = process.argv;
const first = [];
const replica = await Replica.open(path);
const upTo = replica.sequence();
replica.begin();
for (const { id, after } of replica.changes()) {
  replica.setConfirmed(id, after);
  replica.clearDirty(id, upTo);
  if (first.length < Number(count)) first.push({ ext_id: id, email: after.email });
}
replica.clearPlan();
replica.setMeta('rounds', 'some');
replica.commit();
replica.close();
process.stdout.write(JSON.stringify(first));
