// An authority, the certificate of `localhost`, a client's, and one of a client that another authority vouches for.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { outcomeOf } from './processes.mjs';

export async function makeCertificates(folder) {
  const path = (name) => join(folder, name);
  const openssl = async (...words) => {
    const { status, output } = await outcomeOf('openssl', 'openssl', words);
    if (status !== 0) throw new Error(`openssl ${words[0]}: ${output}`);
  };
  const fresh = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
  const authority = (name) =>
    openssl('req', '-x509', ...fresh, '-keyout', path(`${name}.key`), '-out', path(`${name}.pem`), '-days', '2', '-subj', `/CN=${name}`);
  const signed = async (name, by, extensions) => {
    writeFileSync(path(`${name}.ext`), extensions);
    await openssl('req', '-new', ...fresh, '-keyout', path(`${name}.key`), '-out', path(`${name}.csr`), '-subj', `/CN=${name}`);
    await openssl('x509', '-req', '-in', path(`${name}.csr`), '-CA', path(`${by}.pem`), '-CAkey', path(`${by}.key`),
      '-CAcreateserial', '-days', '2', '-extfile', path(`${name}.ext`), '-out', path(`${name}.pem`));
  };

  await Promise.all([authority('authority'), authority('stranger')]);
  await signed('localhost', 'authority', 'subjectAltName=DNS:localhost\nextendedKeyUsage=serverAuth\n');
  await signed('client', 'authority', 'extendedKeyUsage=clientAuth\n');
  await signed('foreign', 'stranger', 'extendedKeyUsage=clientAuth\n');
  const of = (name) => ({ cert: path(`${name}.pem`), key: path(`${name}.key`) });
  return { ca: path('authority.pem'), server: of('localhost'), client: of('client'), foreign: of('foreign') };
}
