#include "support/mosquitto.hpp"

#include <netinet/in.h>
#include <poll.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <fstream>
#include <sstream>
#include <stdexcept>
#include <vector>

namespace enedis2mqtt::test {
namespace {

namespace fs = std::filesystem;

class Descriptor {
public:
    explicit Descriptor(int number) : number_(number) {}
    Descriptor(Descriptor const&) = delete;
    Descriptor& operator=(Descriptor const&) = delete;
    ~Descriptor() { ::close(number_); }
    int operator*() const { return number_; }

private:
    int number_;
};

sockaddr_in loopback(unsigned short port) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return address;
}

unsigned short free_port() {
    Descriptor const socket{::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)};
    auto address = loopback(0);
    socklen_t size = sizeof address;
    if (::bind(*socket, reinterpret_cast<sockaddr*>(&address), size) != 0 ||
        ::getsockname(*socket, reinterpret_cast<sockaddr*>(&address), &size) != 0)
        throw std::runtime_error{"no free loopback port"};
    return ntohs(address.sin_port);
}

// `command` is a line of sh that sees `arguments` as $1, $2, …
pid_t spawn(std::string const& command, std::vector<std::string> const& arguments) {
    // Debian keeps the broker where an ordinary user's PATH does not look.
    std::vector<std::string> words{"sh", "-c", "PATH=\"$PATH:/usr/local/sbin:/usr/sbin\"; " + command, "sh"};
    words.insert(words.end(), arguments.begin(), arguments.end());
    std::vector<char*> pointers;
    for (auto& word : words)
        pointers.push_back(word.data());
    pointers.push_back(nullptr);
    pid_t process = -1;
    if (::posix_spawnp(&process, "sh", nullptr, nullptr, pointers.data(), ::environ) != 0)
        throw std::runtime_error{"cannot start sh"};
    return process;
}

fs::path dynamic_security_plugin() {
    for (auto const& folder : fs::directory_iterator{"/usr/lib"})
        if (auto file = folder.path() / "mosquitto_dynamic_security.so"; fs::exists(file))
            return file;
    throw std::runtime_error{"mosquitto's dynamic security plugin is not installed"};
}

void write_file(fs::path const& file, std::string const& text) {
    std::ofstream{file} << text;
}

} // namespace

Mosquitto::Mosquitto(MosquittoOptions options) : options_(std::move(options)) {
    auto pattern = (fs::temp_directory_path() / "enedis2mqtt-broker-XXXXXX").string();
    if (::mkdtemp(pattern.data()) == nullptr)
        throw std::runtime_error{"cannot make a temporary folder"};
    folder_ = pattern;
    port_ = free_port();
    configure();
    if (options_.started)
        start();
}

Mosquitto::~Mosquitto() {
    end(SIGKILL);
    std::error_code ignored;
    fs::remove_all(folder_, ignored);
}

void Mosquitto::configure() const {
    std::ostringstream lines;
    lines << "user root\n" // or it gives up the right to read this folder; without effect for other users
          << "persistence false\n"
          << "allow_anonymous " << (options_.passwords.empty() ? "true" : "false") << '\n';
    if (!options_.passwords.empty()) {
        auto const file = folder_ / "passwords";
        write_file(file, {});
        for (auto const& [user, password] : options_.passwords) {
            auto const process =
                spawn("exec mosquitto_passwd -b \"$1\" \"$2\" \"$3\"", {file.string(), user, password});
            int status = 0;
            if (::waitpid(process, &status, 0) != process || status != 0)
                throw std::runtime_error{"mosquitto_passwd failed"};
        }
        lines << "password_file " << file.string() << '\n';
    }
    if (!options_.acl.empty()) {
        auto const file = folder_ / "acl";
        write_file(file, options_.acl + '\n');
        lines << "acl_file " << file.string() << '\n';
    }
    if (options_.deny_subscriptions) {
        auto const file = folder_ / "dynamic-security.json";
        write_file(file, R"({"defaultACLAccess": {"publishClientSend": true, "subscribe": false}})");
        lines << "plugin " << dynamic_security_plugin().string() << "\nplugin_opt_config_file "
              << file.string() << '\n';
    }
    if (options_.websockets) // alone, Mosquitto 2.0.11 takes a websockets listener for none at all
        lines << "listener 0 " << (folder_ / "socket").string() << '\n';
    lines << options_.more << '\n' << "listener " << port_ << " 127.0.0.1\n";
    if (options_.websockets)
        lines << "protocol websockets\n";
    if (!options_.cert_file.empty())
        lines << "certfile " << options_.cert_file.string() << "\nkeyfile " << options_.key_file.string()
              << '\n';
    if (!options_.client_ca_file.empty())
        lines << "cafile " << options_.client_ca_file.string() << "\nrequire_certificate true\n";
    lines << options_.more_of_listener << '\n';
    write_file(folder_ / "mosquitto.conf", lines.str());
}

void Mosquitto::start() {
    // The broker dies with the test program, however that ends.
    process_ = spawn("exec setpriv --pdeathsig KILL mosquitto -c \"$1/mosquitto.conf\" >>\"$1/log\" 2>&1",
                     {folder_.string()});
    for (int attempt = 0; attempt < 2'000; ++attempt) {
        if (accepts())
            return;
        if (::waitpid(process_, nullptr, WNOHANG) == process_) {
            process_ = -1;
            break;
        }
        ::poll(nullptr, 0, 5);
    }
    end(SIGKILL);
    throw std::runtime_error{"mosquitto did not come up: " + log()};
}

bool Mosquitto::accepts() const {
    Descriptor const socket{::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)};
    auto const address = loopback(port_);
    return ::connect(*socket, reinterpret_cast<sockaddr const*>(&address), sizeof address) == 0;
}

void Mosquitto::end(int signal) {
    if (process_ < 0)
        return;
    ::kill(process_, signal);
    ::kill(process_, SIGCONT);
    ::waitpid(process_, nullptr, 0);
    process_ = -1;
}

void Mosquitto::stop() {
    end(SIGTERM);
}

void Mosquitto::kill() {
    end(SIGKILL);
}

void Mosquitto::restart() {
    stop();
    start();
}

void Mosquitto::freeze() {
    ::kill(process_, SIGSTOP);
}

void Mosquitto::thaw() {
    ::kill(process_, SIGCONT);
}

std::string Mosquitto::url(std::string const& host) const {
    std::string scheme = options_.websockets ? "ws" : "mqtt";
    if (!options_.cert_file.empty())
        scheme += 's';
    return scheme + "://" + host + ":" + std::to_string(port_);
}

std::string Mosquitto::log() const {
    std::ifstream const file{folder_ / "log"};
    std::ostringstream text;
    text << file.rdbuf();
    return text.str();
}

} // namespace enedis2mqtt::test
