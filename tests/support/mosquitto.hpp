#pragma once

#include <sys/types.h>

#include <filesystem>
#include <map>
#include <string>

namespace enedis2mqtt::test {

struct MosquittoOptions {
    std::map<std::string, std::string> passwords; ///< user -> password; empty: everyone may enter
    std::string acl;                              ///< the text of an ACL file; empty: everything is allowed
    std::filesystem::path cert_file;              ///< with key_file: the listener speaks TLS
    std::filesystem::path key_file;
    std::filesystem::path client_ca_file; ///< clients must show a certificate of this authority
    bool websockets = false;
    bool deny_subscriptions = false; ///< an ACL file cannot: it only hides the messages
    std::string more;                ///< further lines of the configuration file
    std::string more_of_listener;    ///< those that hold for a listener
    bool started = true;
};

/// A real Mosquitto broker on a free loopback port, without persistence: what it retains is lost when it
/// ends. It accepts connections when start() returns; start() throws with the broker's log when it does not
/// come up.
class Mosquitto {
public:
    explicit Mosquitto(MosquittoOptions options = {});
    Mosquitto(Mosquitto const&) = delete;
    Mosquitto& operator=(Mosquitto const&) = delete;
    ~Mosquitto();

    void start();   ///< always on the same port
    void stop();    ///< SIGTERM, as a package upgrade does it
    void kill();    ///< SIGKILL
    void restart(); ///< stop, start
    void freeze();  ///< SIGSTOP: connected and silent
    void thaw();

    unsigned short port() const { return port_; }
    /// mqtt://, mqtts://, ws:// or wss://, as the options say.
    std::string url(std::string const& host = "127.0.0.1") const;
    std::string log() const;

private:
    void configure() const;
    bool accepts() const;
    void end(int signal);

    MosquittoOptions options_;
    std::filesystem::path folder_;
    unsigned short port_ = 0;
    pid_t process_ = -1;
};

} // namespace enedis2mqtt::test
