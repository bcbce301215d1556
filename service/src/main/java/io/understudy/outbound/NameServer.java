package io.understudy.outbound;

import io.understudy.problem.ProblemException;
import io.understudy.problem.ProblemType;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Optional;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.RRset;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.TSIG;
import org.xbill.DNS.TSIGRecord;
import org.xbill.DNS.Update;

/// The authoritative server of a zone, asked and updated (RFC 2136) over TCP. Every message to it and from
/// it is signed, so what it says is what it holds, and nothing is learnt from a cache.
///
/// Each method may throw `NAME_SERVER_UNREACHABLE`, after which nobody knows whether an update was made,
/// and `DNS_UPDATE_REFUSED`, after which none was.
///
/// @param address a DNS name or an IP address
/// @param patience for each message and its answer
public record NameServer(String address, int port, TsigKey key, Duration patience) {
    /// The records of an entry now.
    public RecordSet read(DnsEntry entry) {
        Message question =
                Message.newQuery(Record.newRecord(entry.fullName(), entry.type().number(), DClass.IN));
        question.getHeader().unsetFlag(Flags.RD);
        Message answer = send(question, entry);
        int rcode = answer.getRcode();
        if (rcode != Rcode.NOERROR && rcode != Rcode.NXDOMAIN) {
            throw refused(entry, Rcode.string(rcode));
        }
        if (!answer.getHeader().getFlag(Flags.AA)) {
            throw refused(entry, "it is not authoritative for that name");
        }
        return answer.getSectionRRsets(Section.ANSWER).stream()
                .filter(set ->
                        set.getType() == entry.type().number() && set.getName().equals(entry.fullName()))
                .findFirst()
                .map(NameServer::records)
                .orElse(RecordSet.NONE);
    }

    private static RecordSet records(RRset set) {
        return new RecordSet(set.rrs().stream().map(Record::rdataToString).toList(), set.getTTL());
    }

    /// Puts a record set in the place of another, in one transaction of the server that does nothing unless
    /// it still finds that other one. TTLs are not compared by servers.
    ///
    /// @throws ProblemException also `DNS_RECORD_CHANGED` when it was another
    public void replace(DnsEntry entry, RecordSet before, RecordSet after) {
        Update update = given(entry, before);
        if (!before.values().isEmpty()) {
            update.delete(entry.fullName(), entry.type().number());
        }
        if (!after.values().isEmpty()) {
            update.add(entry.set(after));
        }
        update(entry, before, update);
    }

    /// Sends an update that changes nothing, which a server refuses from somebody who may not change the entry.
    ///
    /// @param found as it was just now
    public void touch(DnsEntry entry, RecordSet found) {
        Update update = given(entry, found);
        if (found.values().isEmpty()) {
            update.delete(entry.fullName(), entry.type().number());
        } else {
            update.add(entry.set(found));
        }
        update(entry, found, update);
    }

    /// An update that begins with the condition that the records are these.
    private static Update given(DnsEntry entry, RecordSet records) {
        Update update = new Update(entry.zoneName());
        if (records.values().isEmpty()) {
            update.absent(entry.fullName(), entry.type().number());
        } else {
            // In a condition the TTL has to be 0.
            entry.set(new RecordSet(records.values(), 0)).rrs().forEach(update::present);
        }
        return update;
    }

    private void update(DnsEntry entry, RecordSet before, Update update) {
        int rcode = send(update, entry).getRcode();
        switch (rcode) {
            case Rcode.NOERROR -> {}
            case Rcode.NXRRSET, Rcode.YXRRSET, Rcode.NXDOMAIN, Rcode.YXDOMAIN ->
                throw new ProblemException(
                        ProblemType.DNS_RECORD_CHANGED, "%s is not %s any more".formatted(entry, before));
            default -> throw refused(entry, Rcode.string(rcode));
        }
    }

    private Message send(Message message, DnsEntry entry) {
        try {
            SimpleResolver server = new SimpleResolver(new InetSocketAddress(InetAddress.getByName(address), port));
            server.setTCP(true);
            server.setTimeout(patience);
            server.setTSIGKey(signer(entry));
            Message answer = server.send(message);
            if (!answer.isVerified()) {
                throw refused(
                        entry,
                        "%s; its answer is not signed with the key %s%s"
                                .formatted(Rcode.string(answer.getRcode()), key.name(), said(answer)));
            }
            return answer;
        } catch (UnknownHostException unknown) {
            throw new ProblemException(
                    ProblemType.NAME_SERVER_UNREACHABLE,
                    "the name server %s has no address".formatted(address),
                    unknown);
        } catch (IOException silent) {
            throw new ProblemException(
                    ProblemType.NAME_SERVER_UNREACHABLE,
                    "the name server %s, port %d, gave no usable answer within %d s"
                            .formatted(address, port, patience.toSeconds()),
                    silent);
        }
    }

    private TSIG signer(DnsEntry entry) {
        try {
            return key.signer();
        } catch (IllegalArgumentException unusable) {
            throw refused(entry, "not asked, because the secret of the key %s is no base64".formatted(key.name()));
        }
    }

    /// What a server that refuses a signature says about it, for example `BADKEY`.
    private static String said(Message answer) {
        return Optional.ofNullable(answer.getTSIG())
                .map(TSIGRecord::getError)
                .filter(error -> error != Rcode.NOERROR)
                .map(error -> ", and it says " + Rcode.TSIGstring(error))
                .orElse("");
    }

    private ProblemException refused(DnsEntry entry, String why) {
        return new ProblemException(
                ProblemType.DNS_UPDATE_REFUSED,
                "the name server %s, asked about %s: %s".formatted(address, entry, why));
    }
}
