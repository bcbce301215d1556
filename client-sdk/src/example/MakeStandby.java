import io.understudy.client.*;
import io.understudy.client.model.*;
import java.nio.file.*;
import java.time.Duration;

class MakeStandby {
    public static void main(String[] arg) throws Exception {
        try (var api = Understudy.fromEnvironment()) {
            var key = new CreateCredentialRequest().name("deploy-key").kind(CredentialKind.SSH_PRIVATE_KEY);
            var login = api.credentials().createCredential(key.privateKey(Files.readString(Path.of(arg[4]))), null);
            var host = new CreateHostRequest().user("deploy").credentialId(login.getId());
            var db1 = api.addHost(host.name("db1").address(arg[0]), arg[1]);
            var db2 = api.addHost(host.name("db2").address(arg[2]), arg[3]);
            var shop = api.clusters().adoptCluster(new AdoptClusterRequest().name("shop").hostId(db1.getId()), null);
            var setup = new ReplicationSetupRequest().standbyHostId(db2.getId()).allowPrimaryRestart(true);
            var job = api.setUp(shop.getId(), setup).onProgress(now -> System.out.println(JobPoller.oneLine(now)));
            System.out.println(job.waitForCompletion(Duration.ofMinutes(30)).getOutcome());
        }
    }
}
