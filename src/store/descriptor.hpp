#pragma once

#include <unistd.h>

namespace enedis2mqtt::store {

/// An open file of the system, closed with the object; below 0 when opening failed.
class Descriptor {
public:
    explicit Descriptor(int number) : number_(number) {}
    ~Descriptor() {
        if (number_ >= 0)
            ::close(number_);
    }
    Descriptor(Descriptor const&) = delete;
    Descriptor& operator=(Descriptor const&) = delete;
    int number() const { return number_; }

private:
    int number_;
};

} // namespace enedis2mqtt::store
